package io.pngx.controller.cli;

import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.app.OneShotSwitchover;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.store.Switchover;
import java.io.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = "Prints what users would miss, makes a replica the master, prints the report, and ends. "
                + "The controller must not run at the same time; in a running controller, use the page of the "
                + "replica, or send POST /api/replicas/{id}/promote.")
public final class PromoteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The name of the replica.")
    private String name;

    @Option(
            names = "--failover",
            description = "For a master that does not answer: promotes immediately, without the master's last changes.")
    private boolean failover;

    @Option(
            names = "--yes",
            description = "Confirms a failover. Without this option, the command asks for the name of the "
                    + "replica again.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        ProcessLog.warningsOnly();
        new TakeoverLoss(name).print(Settings.databaseOf(System.getenv()));
        if (failover && !yes && !isConfirmed()) {
            System.err.println("A failover loses what changed on the master since the last run. Nothing was done; add"
                    + " --yes to confirm the failover.");
            return ExitCodes.NOT_STARTED;
        }
        return new OneShotSwitchover(name, failover ? Switchover.Kind.FAILOVER : Switchover.Kind.PLANNED)
                .execute(Settings.from(System.getenv()));
    }

    /** Asks the user to type the name of the replica. Returns false without a question if there is no terminal. */
    private boolean isConfirmed() {
        Console console = System.console();
        return console != null
                && name.equals(console.readLine(
                        "A failover loses what changed on the master since the last run. Type %s to go on: ", name));
    }
}
