package io.pngx.controller.web.views;

import io.pngx.controller.store.RunHistory;
import io.pngx.controller.store.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last runs of a replica as bars, oldest first.
 *
 * @param summary how many of the runs succeeded
 */
public record RunBars(List<Bar> bars, String summary) {
    /** Maximum number of bars. */
    static final int MOST = 50;

    /**
     * The bar of one run.
     *
     * @param x horizontal position
     * @param height height, 6 to 20, which grows with the changes of the run
     */
    public record Bar(long id, String state, int x, int height, String at, String text) {}

    /** @param runs the last runs, oldest first, at most {@link #MOST} */
    static RunBars of(List<RunHistory.Beat> runs) {
        List<Bar> bars = new ArrayList<>();
        for (RunHistory.Beat run : runs) {
            int height = run.changed() == 0 ? 6 : (int) Math.min(20, 8 + 4 * Math.log10(run.changed()));
            String text = lower(run.state()) + ", " + lower(run.mode()).replace('_', ' ') + ", " + run.changed()
                    + " changed" + (run.failed() > 0 ? ", " + run.failed() + " failed" : "");
            bars.add(new Bar(
                    run.id(),
                    lower(run.state()),
                    (MOST - runs.size() + bars.size()) * 6,
                    height,
                    Times.text(run.finishedAt()),
                    text));
        }
        long good = runs.stream()
                .filter(run -> run.state().name().equals("SUCCESS"))
                .count();
        return new RunBars(bars, runs.isEmpty() ? "no run has ended yet" : good + " of " + runs.size() + " succeeded");
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
