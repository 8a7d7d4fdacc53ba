package io.pngx.controller.web.views;

import io.pngx.controller.store.RunHistory;
import io.pngx.controller.store.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Recent activity of a replica, for its charts.
 *
 * @param beats   the last runs, oldest first
 * @param changed documents synchronised, over the last 24 hours
 * @param lag     time since the last success, one value for each point of the past 24 hours
 */
public record RecentActivity(List<Beat> beats, String summary, Sparkline changed, Sparkline lag) {
    private static final int BEATS = 50;
    private static final int SLOTS = 48;
    private static final Duration SLOT = Duration.ofMinutes(30);

    /**
     * The bar of one run.
     *
     * @param x horizontal position
     * @param height height, 6 to 20, which grows with the changes of the run
     */
    public record Beat(long id, String state, int x, int height, String at, String text) {}

    static RecentActivity of(RunHistory history, long replicaId, Instant now) {
        List<RunHistory.Beat> runs = history.beats(replicaId, BEATS);
        List<Beat> beats = new ArrayList<>();
        for (RunHistory.Beat run : runs) {
            int height = run.changed() == 0 ? 6 : (int) Math.min(20, 8 + 4 * Math.log10(run.changed()));
            String text = run.state().name().toLowerCase(Locale.ROOT) + ", "
                    + run.mode().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", " + run.changed() + " changed"
                    + (run.failed() > 0 ? ", " + run.failed() + " failed" : "");
            beats.add(new Beat(
                    run.id(),
                    run.state().name().toLowerCase(Locale.ROOT),
                    (BEATS - runs.size() + beats.size()) * 6,
                    height,
                    Times.text(run.finishedAt()),
                    text));
        }
        long good = runs.stream()
                .filter(run -> run.state().name().equals("SUCCESS"))
                .count();
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
                beats,
                runs.isEmpty() ? "no run has ended yet" : good + " of " + runs.size() + " succeeded",
                Sparkline.of(curves.changed(), formats.counted(changed, "document", "documents")),
                Sparkline.of(
                        curves.lag(),
                        Double.isNaN(worst) ? "no success yet" : "at most " + formats.duration(Math.round(worst))));
    }
}
