package io.pngx.controller.cli;

import io.pngx.controller.app.OneShotRun;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.store.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sync",
        description = "Runs once over every replica, prints the result, and ends. The controller must not run at "
                + "the same time; to start a run in a running controller, send POST /api/sync.")
public final class SyncCommand implements Callable<Integer> {
    @Option(names = "--once", description = "Required. Ends after one run; to keep running, use `run`.")
    private boolean once;

    @Option(names = "--dry-run", description = "Prints what a full run would do, and writes nothing.")
    private boolean dryRun;

    @Option(names = "--full", description = "Compares all documents, not only changed ones.")
    private boolean full;

    @Override
    public Integer call() throws Exception {
        if (!once) {
            throw new SettingsException("`sync` runs once and ends: write `sync --once`; to keep running, use `run`.");
        }
        if (dryRun && full) {
            throw new SettingsException("A dry run always compares every document; remove --full.");
        }
        ProcessLog.warningsOnly();
        return new OneShotRun(dryRun ? Run.Mode.DRY_RUN : full ? Run.Mode.FULL : Run.Mode.INCREMENTAL)
                .execute(Settings.from(System.getenv()));
    }
}
