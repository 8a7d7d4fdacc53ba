package io.pngx.controller.web.views;

import io.pngx.controller.store.RunHistory;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The last runs of a replica as bars, oldest first.
 *
 * @param summary how many of the runs succeeded
 */
public record RunBars(List<Bar> bars, Text summary) {
    /** Maximum number of bars. */
    static final int MOST = 50;

    private static final Formats FORMATS = new Formats();

    /**
     * The bar of one run.
     *
     * @param x horizontal position
     * @param height height, 6 to 20, which grows with the changes of the run
     */
    public record Bar(long id, String state, int x, int height, String at, Text text) {}

    /** @param runs the last runs, oldest first, at most {@link #MOST} */
    static RunBars of(List<RunHistory.Beat> runs) {
        List<Bar> bars = new ArrayList<>();
        for (RunHistory.Beat run : runs) {
            int height = run.changed() == 0 ? 6 : (int) Math.min(20, 8 + 4 * Math.log10(run.changed()));
            List<Text> text = new ArrayList<>(List.of(
                    FORMATS.plain(LowerCase.of(run.state())),
                    FORMATS.plain(LowerCase.of(run.mode())),
                    Text.of("{0} changed", String.valueOf(run.changed()))));
            if (run.failed() > 0) {
                text.add(Text.of("{0} failed", String.valueOf(run.failed())));
            }
            bars.add(new Bar(
                    run.id(),
                    LowerCase.of(run.state()),
                    (MOST - runs.size() + bars.size()) * 6,
                    height,
                    Times.text(run.finishedAt()),
                    Text.join(", ", text)));
        }
        long good = runs.stream()
                .filter(run -> run.state().name().equals("SUCCESS"))
                .count();
        return new RunBars(
                bars,
                runs.isEmpty() ? Text.of("no run has ended yet") : Text.of("{0} of {1} succeeded", good, runs.size()));
    }
}
