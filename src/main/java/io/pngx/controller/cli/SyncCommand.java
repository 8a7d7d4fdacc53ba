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
        description = "Synchronises every replica once, says how it went, and ends. The controller itself must not run"
                + " meanwhile: ask that one with POST /api/sync.")
public final class SyncCommand implements Callable<Integer> {
    @Option(
            names = "--once",
            description = "One run; without it nothing begins, since a controller that goes on is `run`.")
    private boolean once;

    @Option(names = "--dry-run", description = "Says what would be done, and writes nothing.")
    private boolean dryRun;

    @Option(names = "--full", description = "Compares every document, not only what changed.")
    private boolean full;

    @Override
    public Integer call() throws Exception {
        if (!once) {
            throw new SettingsException(
                    "`sync` runs once and ends: write `sync --once`; to go on synchronising, use `run`.");
        }
        if (dryRun && full) {
            throw new SettingsException("A dry run always compares every document; leave out --full.");
        }
        ProcessLog.warningsOnly();
        return new OneShotRun(dryRun ? Run.Mode.DRY_RUN : full ? Run.Mode.FULL : Run.Mode.INCREMENTAL)
                .execute(Settings.from(System.getenv()));
    }
}
