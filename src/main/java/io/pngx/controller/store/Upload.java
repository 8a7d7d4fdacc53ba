package io.pngx.controller.store;

import java.time.Instant;

/**
 * An intent and what became of it. {@code PLANNED -> POSTED(task id) -> CONSUMED(replica id) -> SETTLED}, or
 * {@code FAILED}; each arrow is committed before the next step.
 *
 * @param fileName     as sent, so that its consume task can be found again
 * @param size         bytes of the original
 * @param taskId       null while it is not known whether the replica has the file; PLANNED with one: that task was lost
 * @param replicaDocId the document it became
 * @param verified     false: its task was found by file name alone, so its bytes have to be looked at
 * @param adopted      the replica held the same bytes already
 * @param replicaClock the replica's clock when it was planned: older tasks are not its; null: not known
 * @param polls        how often its task was asked for
 * @param kind         what it is to become
 * @param copyId       the copy that gets the version, or is replaced; null for a document
 * @param masterVersionId the master's version that was fetched; null: the document's only one
 * @param label        that goes with a version; null: none
 * @param masterModified of the master's document before its bytes were fetched; null: not known
 * @param taskStatus   of its task, as last seen; null: not seen yet
 * @param taskSince    since when it is seen so
 * @param late         its task takes longer than usual
 * @param overtaken    the replica took later uploads before it
 * @param postingAt    just before the first byte of its POST was sent; null: none was
 * @param answeredAt   when its POST was over: it was answered, broke off, or its process ended; null: not known
 * @param answer       how its POST ended without naming a task; null: it named one, or nothing came
 * @param question     why it is not known what became of it; null: it is in its normal course
 * @param questionAt   since when it is an open question
 * @param questionUntil when the question is settled at the latest; null: not known
 */
public record Upload(
        long id,
        long replicaId,
        long masterId,
        State state,
        String fileName,
        long size,
        String md5,
        String sha256,
        String taskId,
        Long replicaDocId,
        boolean verified,
        boolean adopted,
        int polls,
        Instant nextPollAt,
        String error,
        String replicaClock,
        Instant plannedAt,
        Instant changedAt,
        Kind kind,
        Long copyId,
        Long masterVersionId,
        String label,
        Instant masterModified,
        String taskStatus,
        Instant taskSince,
        boolean late,
        boolean overtaken,
        Instant postingAt,
        Instant answeredAt,
        Answer answer,
        String question,
        Instant questionAt,
        Instant questionUntil) {

    /** What an upload is to become. */
    public enum Kind {
        DOCUMENT,
        /** A newer file of a copy on a v3 replica; its task names the version, the mapping keeps the copy. */
        VERSION,
        /** A copy in the place of another one, on a v2 replica. */
        REPLACEMENT
    }

    /** How a POST ended that named no task. */
    public enum Answer {
        /** Paperless-ngx itself answered with an error: it published no task. */
        ERROR,
        /** A proxy answered in its place, or nobody in time: the replica may still work on the request. */
        SLOW,
        /** The connection broke. */
        CUT
    }

    /** What is known of an upload besides its bytes. */
    public record Order(Kind kind, Long copyId, Long masterVersionId, String label, Instant masterModified) {}

    /** When the last byte of its POST left at the latest, as far as it is known; null: no byte was sent. */
    public Instant sentAt() {
        return answeredAt != null && postingAt != null && answeredAt.isAfter(postingAt) ? answeredAt : postingAt;
    }

    /** The document of the replica that shows these bytes in the end. */
    public Long copy() {
        return kind == Kind.VERSION ? copyId : replicaDocId;
    }

    public long masterVersion() {
        return masterVersionId == null ? masterId : masterVersionId;
    }

    public enum State {
        PLANNED,
        POSTED,
        CONSUMED,
        SETTLED,
        FAILED
    }
}
