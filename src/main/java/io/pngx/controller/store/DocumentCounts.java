package io.pngx.controller.store;

import java.time.Instant;

/**
 * Numbers of the documents of one replica. The numbers from {@code inSync} to {@code kept} count each document once, by
 * its {@link DocumentStatus}. The other numbers overlap.
 *
 * @param missing documents on the master without a copy, except documents that a rule excludes
 * @param outdated copies that do not have all changes of the master yet
 * @param excludedMissing documents on the master that a rule excludes and that have no copy, even if a run must compare
 *     them
 * @param excludedOld copies that stay although a rule excludes their documents, even if a run must compare them
 * @param copies copies of documents that are on the master and that no rule excludes
 * @param retained copies of documents that are missing on the master and whose deletion waits for a decision
 * @param damaged copies whose file differed from the master's at the last verification, and that no run wrote since
 * @param different copies whose metadata, but not file, differed at the last verification, and that no run wrote
 *     since; except copies that {@code outdated} or {@code contested} counts
 * @param verified copies that were equal at their last verification
 * @param oldest time of the oldest verification among {@code verified}; null: none yet
 * @param newestOnly copies that lack the older files of their document
 */
public record DocumentCounts(
        long inSync,
        long pending,
        long failed,
        long held,
        long contested,
        long differs,
        long excludedNoCopy,
        long excludedOldCopy,
        long deleting,
        long kept,
        long missing,
        long outdated,
        long excludedMissing,
        long excludedOld,
        long copies,
        long retained,
        long damaged,
        long different,
        long verified,
        Instant oldest,
        long newestOnly) {
    /** Numbers of a replica without documents. */
    public static final DocumentCounts NOTHING =
            new DocumentCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, 0);

    /** Returns the number of documents with a status. */
    public long of(DocumentStatus status) {
        return switch (status) {
            case IN_SYNC -> inSync;
            case PENDING -> pending;
            case FAILED -> failed;
            case HELD -> held;
            case CONTESTED -> contested;
            case DIFFERS -> differs;
            case EXCLUDED_NO_COPY -> excludedNoCopy;
            case EXCLUDED_OLD_COPY -> excludedOldCopy;
            case DELETING -> deleting;
            case KEPT -> kept;
        };
    }

    /** Returns the number of documents that a run must compare. */
    public long behind() {
        return pending + failed;
    }

    /** Returns the number of known documents on the master. */
    public long total() {
        return copies + missing + excluded();
    }

    /** Returns the number of documents on the master that rules exclude. */
    public long excluded() {
        return excludedMissing + excludedOld;
    }

    /** Returns the number of documents on the master that would be missing after a takeover. */
    public long missingAfterTakeover() {
        return missing + excludedMissing;
    }

    /** Returns the number of documents on the master whose copies could be old or different after a takeover. */
    public long oldAfterTakeover() {
        return copies - inSync + excludedOld;
    }

    /** Returns the share of copies that were verified, in percent, rounded down; 0 without copies. */
    public long verifiedPercent() {
        return copies == 0 ? 0 : verified * 100 / copies;
    }
}
