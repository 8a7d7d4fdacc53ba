package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known about a replica, as the basis of its {@link Readiness}.
 *
 * @param error the failure of the last cycle; null: the last cycle did not fail
 * @param lastSuccess end of the last successful run; null: none yet
 * @param now current time
 * @param masterFailingSince time since which the master cannot be read; null: the master was read
 * @param allowedAge maximum age of {@code lastSuccess}
 * @param documents numbers of documents
 * @param accounts users and groups of the master that the replica lacks
 * @param drill the last drill that ended with a result; null: none yet
 */
public record ReadinessFacts(
        Contact contact,
        String error,
        Instant lastSuccess,
        Instant now,
        Instant masterFailingSince,
        Duration allowedAge,
        Documents documents,
        List<String> accounts,
        Drill drill) {
    /** Result of the last contact with the replica. */
    public enum Contact {
        NEW,
        OK,
        BLOCKED,
        UNREACHABLE,
        AUTH_FAILED,
        ERROR
    }

    /**
     * Result of a drill.
     *
     * @param documents number of documents that were checked
     * @param problems number of documents among them that could not be used
     */
    public record Drill(Instant at, boolean passed, long documents, long problems, String summary) {}

    /**
     * Numbers of documents.
     *
     * @param copies copies of documents that are on the master and that no rule excludes
     * @param missing documents of the master without a copy that no rule excludes
     * @param excluded documents of the master that a rule excludes, with or without a copy
     * @param outdated copies that do not have all changes of the master yet
     * @param contested contested copies
     * @param held copies of documents that are missing on the master and whose deletion waits for a decision
     * @param damaged copies whose file differed from the master's at the last verification
     * @param different copies of which only the metadata differed at the last verification
     * @param verified copies that were equal at their last verification
     * @param oldest time of the oldest verification among {@code verified}; null: none yet
     * @param newestOnly copies that lack the older files of their document
     */
    public record Documents(
            long copies,
            long missing,
            long excluded,
            long outdated,
            long contested,
            long held,
            long damaged,
            long different,
            long verified,
            Instant oldest,
            long newestOnly) {
        /** Returns the number of documents on the master. */
        public long total() {
            return copies + missing + excluded;
        }

        /** Returns the share of copies that were verified, in percent, rounded down; 0 without copies. */
        public long verifiedPercent() {
            return copies == 0 ? 0 : verified * 100 / copies;
        }
    }

    /** Returns the time to which the answer refers. While the master cannot be read, nothing newer is known. */
    Instant asOf() {
        return masterFailingSince == null ? now : masterFailingSince;
    }
}
