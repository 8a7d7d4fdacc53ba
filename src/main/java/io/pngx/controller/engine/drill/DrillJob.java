package io.pngx.controller.engine.drill;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.engine.session.WaitTime;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Job of one drill of a replica. Holds the results so far. */
public final class DrillJob implements ReportingJob {
    static final Text BROKE_OFF = Text.of("The drill ended unexpectedly; the log of the process has the reason.");

    private final long id;
    private final Replica replica;
    private final WaitTime timeLimit;
    private final Map<Drill.Subject, Drill.Check> checks = new EnumMap<>(Drill.Subject.class);
    private final Map<Drill.Subject, Filter> filters = new EnumMap<>(Drill.Subject.class);
    private Instant indexedUntil = Instant.MIN;
    private Text masterFailure;
    private Drill.State stoppedAs;
    private Text stoppedBecause;
    private int chosen;
    private int opened;
    private int failed;
    private int found;
    private int searched;

    /** @param timeLimit the time after which the drill checks no further document */
    DrillJob(long id, Replica replica, WaitTime timeLimit) {
        this.id = id;
        this.replica = replica;
        this.timeLimit = timeLimit;
    }

    /**
     * A filter of the document list, written once with the ids of the replica and once with the ids of the master.
     *
     * @param text the selected documents in words, as part of a sentence
     * @param lookup path of a lookup on the replica; null if {@code text} is complete. A later call reads the name of
     *     the lookup, and appends the name to {@code text}.
     */
    record Filter(String replicaQuery, String masterQuery, Text text, String lookup) {
        Filter(String replicaQuery, String masterQuery, Text text) {
            this(replicaQuery, masterQuery, text, null);
        }

        Filter named(String name) {
            return new Filter(replicaQuery, masterQuery, Text.of("{0} \"{1}\"", text, name));
        }
    }

    @Override
    public String getHost() {
        return replica.host();
    }

    /** @return the id of the drill */
    long id() {
        return id;
    }

    Replica replica() {
        return replica;
    }

    boolean isOver() {
        return timeLimit.isOver();
    }

    /** Ends the drill after a failure outside its checks. Each check records its own failures. */
    @Override
    public void recordFailure(Failure failure) {
        stop(Drill.State.ABORTED, failure.text());
    }

    /** Ends the drill before its next check. The first reason is kept. */
    void stop(Drill.State as, Text why) {
        if (stoppedAs == null) {
            stoppedAs = as;
            stoppedBecause = why;
        }
    }

    boolean isStopped() {
        return stoppedAs != null;
    }

    /** Records the result of a check. Replaces an earlier result of the same check. */
    void put(Drill.Subject subject, Drill.Result result, Text detail) {
        checks.put(subject, new Drill.Check(subject, result, detail));
    }

    Collection<Drill.Check> checks() {
        return checks.values();
    }

    boolean hasFilter(Drill.Subject subject) {
        return filters.containsKey(subject);
    }

    void addFilter(Drill.Subject subject, Filter filter) {
        filters.put(subject, filter);
    }

    Filter filter(Drill.Subject subject) {
        return filters.get(subject);
    }

    /** @param time when the replica last wrote its full-text index; later changes may be missing in the index */
    void indexedUntil(Instant time) {
        indexedUntil = time;
    }

    Instant indexedUntil() {
        return indexedUntil;
    }

    void masterFailed(Text why) {
        if (masterFailure == null) {
            masterFailure = why;
        }
    }

    /** @return why the master did not answer; null if it answered, or was not asked yet */
    Text masterFailure() {
        return masterFailure;
    }

    void chosen(int documents) {
        chosen = documents;
    }

    void count(Drill.Document document) {
        opened++;
        failed += document.failed() ? 1 : 0;
        searched += document.search() == Drill.Result.SKIPPED ? 0 : 1;
        found += document.search() == Drill.Result.OK ? 1 : 0;
    }

    Drill.State state() {
        if (stoppedAs != null) {
            return stoppedAs;
        }
        boolean bad = failed > 0 || checks.values().stream().anyMatch(check -> check.result() == Drill.Result.FAILED);
        return bad ? Drill.State.FAILED : Drill.State.PASSED;
    }

    /** @return the result in a few sentences */
    Text summary() {
        if (stoppedBecause != null) {
            return stoppedBecause;
        }
        List<Text> problems = new ArrayList<>();
        if (failed > 0) {
            problems.add(Text.of(
                    opened == 1
                            ? "{0} of {1} document has a part that cannot be used."
                            : failed == 1
                                    ? "{0} of {1} documents has a part that cannot be used."
                                    : "{0} of {1} documents have a part that cannot be used.",
                    String.valueOf(failed),
                    String.valueOf(opened)));
        }
        checks.values().stream()
                .filter(check -> check.result() == Drill.Result.FAILED)
                .forEach(check -> problems.add(check.detail()));
        if (problems.isEmpty()) {
            problems.add(
                    opened == 0
                            ? Text.of("The replica has no copies.")
                            : Text.plural(
                                    opened,
                                    "{0} document could be used.",
                                    "{0} documents could be used.",
                                    String.valueOf(opened)));
            if (opened > 0) {
                problems.add(
                        searched == 0
                                ? Text.of("The full-text search was skipped.")
                                : Text.plural(
                                        found,
                                        "{0} was found by full-text search.",
                                        "{0} were found by full-text search.",
                                        String.valueOf(found)));
            }
        }
        if (opened < chosen) {
            problems.add(Text.plural(
                    chosen,
                    "{0} of {1} document were not checked, because the time limit was reached.",
                    "{0} of {1} documents were not checked, because the time limit was reached.",
                    String.valueOf(chosen - opened),
                    String.valueOf(chosen)));
        }
        return Text.join(" ", problems);
    }
}
