package io.pngx.controller.cli;

import io.pngx.controller.app.OneShotRun;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.store.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description = "Reads the copies of every replica back, compares them with the master, and ends. Changes "
                + "nothing in paperless-ngx. The controller must not run at the same time.")
public final class VerifyCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        ProcessLog.warningsOnly();
        return new OneShotRun(Run.Mode.VERIFY).execute(Settings.from(System.getenv()));
    }
}
