package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;

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

    /**
     * A document in an older state.
     *
     * @param known the time that was stored
     * @param found the time that the instance returns now
     */
    public record Older(long id, Instant known, Instant found) {}

    private int count;
    private Older newest;
    private Instant newestUnchanged = Instant.MIN;

    /**
     * Adds a document.
     *
     * @param known the time that was stored; null: none
     * @param found the time that the instance returns now; null: none
     */
    public void add(long id, Instant known, Instant found) {
        if (known == null || found == null) {
            return;
        }
        if (found.isBefore(known.minus(TOLERANCE))) {
            count++;
            if (newest == null || known.isAfter(newest.known())) {
                newest = new Older(id, known, found);
            }
        } else if (!found.isAfter(known.plus(TOLERANCE)) && known.isAfter(newestUnchanged)) {
            newestUnchanged = known;
        }
    }

    /** @return the number of documents in an older state */
    public int count() {
        return count;
    }

    /** @return the document in an older state that was changed last; null: none */
    public Older newest() {
        return newest;
    }

    /**
     * @return whether the instance was restored from a backup: some documents are in an older state, and no document
     *     kept a later change. A restore undoes the changes of all documents.
     */
    public boolean showRestore() {
        return count >= MANY && newest.known().isAfter(newestUnchanged);
    }
}
