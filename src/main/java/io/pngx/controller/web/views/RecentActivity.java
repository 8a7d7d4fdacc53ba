package io.pngx.controller.web.views;

import io.pngx.controller.store.RunHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Recent activity of a replica, for its charts.
 *
 * @param runs    the last runs
 * @param changed documents synchronised, over the last 24 hours
 * @param lag     time since the last success, one value for each point of the past 24 hours
 */
public record RecentActivity(RunBars runs, Sparkline changed, Sparkline lag) {
    private static final int SLOTS = 48;
    private static final Duration SLOT = Duration.ofMinutes(30);

    static RecentActivity of(RunHistory history, long replicaId, Instant now) {
        // Rounded to five minutes, so that the page does not change without new data.
        Instant until = Instant.ofEpochSecond((now.getEpochSecond() / 300 + 1) * 300);
        RunHistory.Curves curves = history.curves(replicaId, SLOTS, SLOT, until);
        Formats formats = new Formats();
        long changed = Math.round(Arrays.stream(curves.changed()).sum());
        double worst = Arrays.stream(curves.lag())
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(Double.NaN);
        return new RecentActivity(
                RunBars.of(history.beats(replicaId, RunBars.MOST)),
                Sparkline.of(curves.changed(), formats.counted(changed, "document", "documents")),
                Sparkline.of(
                        curves.lag(),
                        Double.isNaN(worst) ? "no success yet" : "at most " + formats.duration(Math.round(worst))));
    }
}
