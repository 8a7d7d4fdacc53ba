package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * A drill, which checks whether a replica could be used. A drill writes nothing.
 *
 * @param byHand whether a user requested the drill; otherwise the schedule started the drill
 * @param total number of documents that were chosen
 * @param summary the result in a few sentences; null: the drill is open
 * @param startedAt null: the drill waits
 * @param finishedAt null: the drill is open
 */
public record Drill(
        long id,
        long replicaId,
        State state,
        boolean byHand,
        long total,
        Text summary,
        Instant requestedAt,
        Instant startedAt,
        Instant finishedAt) {
    public enum State {
        QUEUED,
        RUNNING,
        /** The drill found no problem. */
        PASSED,
        /** The drill found a problem. */
        FAILED,
        /**
         * The drill was cut off for a reason outside the replica. An aborted drill proves nothing about the replica.
         */
        ABORTED
    }

    /** Result of one check. */
    public enum Result {
        OK,
        FAILED,
        /** The check was not possible, or would have proved nothing. */
        SKIPPED
    }

    /** Subjects of the checks that are not about a single document. */
    public enum Subject {
        SIGN_IN,
        DOCUMENTS,
        TAG,
        CORRESPONDENT,
        CUSTOM_FIELD,
        DATE
    }

    /** Result of one check that is not about a single document. */
    public record Check(Subject name, Result result, Text detail) {}

    /**
     * Results of one document.
     *
     * @param detail reasons why parts failed or were skipped; null: there are none
     */
    public record Document(
            long masterId,
            long replicaDocId,
            String title,
            Result details,
            Result original,
            Result thumbnail,
            Result preview,
            Result search,
            Text detail) {
        /** Returns whether a part of the document failed. */
        public boolean failed() {
            return details == Result.FAILED
                    || original == Result.FAILED
                    || thumbnail == Result.FAILED
                    || preview == Result.FAILED
                    || search == Result.FAILED;
        }
    }

    /**
     * A copy that was chosen for a drill.
     *
     * @param sha256 known SHA-256 of the current file; empty: not known
     */
    public record Choice(long masterId, long replicaDocId, String title, String sha256) {}

    /**
     * The last drill with a result.
     *
     * @param documents number of documents that were checked
     * @param problems number of checked documents with a failed part
     */
    public record Last(long id, Instant finishedAt, boolean passed, long documents, long problems, Text summary) {}
}
