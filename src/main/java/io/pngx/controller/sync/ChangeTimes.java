package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Compares the times at which documents were last changed with the times that were stored. Within one history of an
 * instance, the time of a document never becomes earlier. An earlier time shows that the instance was restored from a
 * backup, or that its clock was wrong when the document was changed.
 */
public final class ChangeTimes {
    /** Number of older documents that a wrong clock hardly explains. */
    private static final int MANY = 2;
    /**
     * Tolerance, because concurrent requests can commit their times in another order, and because the exporter of
     * paperless-ngx cuts times to milliseconds.
     */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);
    /** A stored time counts as future from here on, because an instance tells its clock to the second. */
    private static final Duration FUTURE = Duration.ofMinutes(1);

    /**
     * A document in an older state.
     *
     * @param known the time that was stored
     * @param found the time that the instance returns now
     */
    public record Older(long id, Instant known, Instant found) {}

    /**
     * A document with another time of change.
     *
     * @param known the time that was stored
     * @param found the time that the instance returns now
     */
    public record Difference(long id, Instant known, Instant found) {}

    private final List<Older> older = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private Map<Long, Instant> sample = Map.of();
    private Map<Long, Instant> known = Map.of();
    private Instant lastRun = Instant.MAX;
    private Instant future = Instant.MAX;
    private Instant newestUnchanged = Instant.MIN;

    /** @param times the stored times, by document id */
    public void expect(Map<Long, Instant> times) {
        known = times;
    }

    /** @param times the stored times of documents that show a change in either direction, by document id */
    public void expectSample(Map<Long, Instant> times) {
        sample = times;
    }

    /**
     * Sets times by the present clock of the instance. A change after the last run is a new change, even if its time is
     * earlier than the stored time. A stored time in the future comes from a wrong clock, and shows nothing.
     */
    public void clock(Instant lastRun, Instant now) {
        this.lastRun = lastRun;
        this.future = now.plus(FUTURE);
    }

    /** @param time the time that the instance returns now; null: none */
    public void found(long id, Instant time) {
        Instant stored = sample.get(id);
        if (stored != null
                && time != null
                && Duration.between(stored, time).abs().compareTo(TOLERANCE) > 0) {
            differences.add(new Difference(id, stored, time));
        }
        Instant before = known.get(id);
        if (before == null || time == null || time.isAfter(lastRun) || before.isAfter(future)) {
            return;
        }
        if (time.isBefore(before.minus(TOLERANCE))) {
            older.add(new Older(id, before, time));
        } else if (!time.isAfter(before.plus(TOLERANCE)) && before.isAfter(newestUnchanged)) {
            newestUnchanged = before;
        }
    }

    /** @return the documents of the sample whose time of change is earlier or later than the stored time */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** @return the documents in an older state, the document that was changed last first */
    public List<Older> older() {
        return older.stream()
                .sorted(Comparator.comparing(Older::known).reversed())
                .toList();
    }

    /**
     * @return whether the instance was restored from a backup: some documents are in an older state, and no document
     *     kept a later change. A restore undoes the changes of all documents.
     */
    public boolean showRestore() {
        return older.size() >= MANY && older().get(0).known().isAfter(newestUnchanged);
    }
}
