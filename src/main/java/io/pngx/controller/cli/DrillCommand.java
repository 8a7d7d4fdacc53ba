package io.pngx.controller.cli;

import io.pngx.controller.app.OneShotDrill;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "drill",
        description = "Checks whether a replica could be used: opens documents and files, and searches, as users do. "
                + "Changes nothing in paperless-ngx. The controller must not run at the same time.")
public final class DrillCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The name of the replica.")
    private String name;

    @Override
    public Integer call() throws Exception {
        ProcessLog.warningsOnly();
        return new OneShotDrill(name).execute(Settings.from(System.getenv()));
    }
}
