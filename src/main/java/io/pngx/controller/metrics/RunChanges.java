package io.pngx.controller.metrics;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Detects changes of runs. {@link #take} returns each change once. Changes from before the creation of this object are
 * ignored.
 */
public final class RunChanges {
    private final Runs runs;
    private final Map<Long, Run> open = new HashMap<>();
    private long newest;

    public RunChanges(Runs runs) {
        this.runs = runs;
        newest = runs.recent(null, 1).stream().mapToLong(Run::id).findFirst().orElse(0);
        runs.open().forEach(run -> open.put(run.id(), run));
    }

    /** @param before the run when {@link #take} was last called; null: the run is new */
    public record Change(Run before, Run now) {
        /** Returns by how much a count of the run increased. */
        long added(ToLongFunction<Run> count) {
            return Math.max(0, count.applyAsLong(now) - (before == null ? 0 : count.applyAsLong(before)));
        }

        boolean ended() {
            return now.finishedAt() != null;
        }
    }

    public List<Change> take() {
        List<Change> changes = new ArrayList<>();
        for (Run run : runs.after(newest, open.keySet())) {
            newest = Math.max(newest, run.id());
            changes.add(new Change(open.remove(run.id()), run));
            if (run.finishedAt() == null) {
                open.put(run.id(), run);
            }
        }
        return changes;
    }
}
