package io.pngx.controller.engine.housekeeping;

import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogAction;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Computes which log rows, runs and uploads are older than the retention. */
public final class Retention {
    private final KeyValues settings;

    public Retention(KeyValues settings) {
        this.settings = settings;
    }

    /**
     * The limits of housekeeping.
     *
     * @param before the time before which housekeeping deletes rows
     * @param deletionActions log actions of deletions; housekeeping keeps the log rows of lookups with these actions
     *     until all deletions of lookups are finished
     */
    public record Limits(String before, List<String> deletionActions) {}

    public Limits limits() {
        Instant before = Instant.now().minus(Duration.ofDays(settings.get(Setting.LOG_RETENTION)));
        return new Limits(
                Times.text(before),
                Stream.of(LogAction.values()).map(LogAction::word).toList());
    }
}
