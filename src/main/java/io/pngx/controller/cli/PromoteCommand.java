package io.pngx.controller.cli;

import io.pngx.controller.app.OneShotSwitchover;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.store.Switchover;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = "Makes a replica the master, prints the report, and ends. The controller must not run meanwhile; "
                + "in a running controller, use the page of the replica, or send POST /api/replicas/{id}/promote.")
public final class PromoteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The name of the replica.")
    private String name;

    @Option(
            names = "--failover",
            description = "The master does not answer: promotes at once, without its last changes.")
    private boolean failover;

    @Override
    public Integer call() throws Exception {
        ProcessLog.warningsOnly();
        return new OneShotSwitchover(name, failover ? Switchover.Kind.FAILOVER : Switchover.Kind.PLANNED)
                .execute(Settings.from(System.getenv()));
    }
}
