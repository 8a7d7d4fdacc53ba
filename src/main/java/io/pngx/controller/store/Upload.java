package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * An upload and its state. {@code PLANNED -> POSTED(task id) -> CONSUMED(replica id) -> SETTLED}, or {@code FAILED}.
 * Each transition is committed before the next step.
 *
 * @param fileName name under which the file is sent; the consume task can be found by this name
 * @param size size of the original in bytes
 * @param taskId id of the consume task; in state PLANNED, id of a lost task; null: no task is known, but the replica
 *     may have the file
 * @param replicaDocId document that the upload created
 * @param verified false if the bytes must be compared, because the task was found by file name alone
 * @param adopted true if the replica already held the same bytes
 * @param replicaClock the replica's clock at planning; older tasks belong to other uploads; null: not known
 * @param polls number of polls in the current state
 * @param nextPollAt time of the next poll; null: now
 * @param kind purpose of the upload
 * @param copyId copy that gets the version or is replaced; null: the upload creates a new copy
 * @param masterVersionId version on the master whose file is uploaded; null: the document has only one version
 * @param label label of a version; null: none
 * @param masterModified modification time of the master's document before its file was fetched; null: not known
 * @param taskStatus last known status of the task; null: not known; {@code NOT_STORED}: the replica did not store the
 *     file as it was sent, and no user retried the document since
 * @param taskSince when the task got {@code taskStatus}
 * @param postingAt time just before the first byte of the POST was sent; null: no byte was sent
 * @param answeredAt end of the POST: a response, a broken connection, or the end of the process; null: not known
 * @param answer how the POST ended without a task id; null: the response had a task id, or nothing is known
 * @param question why the outcome is unknown; null: the upload proceeds normally
 * @param questionUntil latest time at which the outcome is decided; null: not known
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
        Text error,
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
        Instant postingAt,
        Instant answeredAt,
        Answer answer,
        Text question,
        Instant questionUntil) {

    /** Purposes of an upload. */
    public enum Kind {
        DOCUMENT,
        /**
         * A new version of a copy on a v3 replica. The consume task names the version; the document id of the copy
         * stays the same.
         */
        VERSION,
        /** A new copy on a v2 replica, which replaces the former copy. */
        REPLACEMENT
    }

    /** How a POST ended without a task id. */
    public enum Answer {
        /** Paperless-ngx responded with an error and created no task. */
        ERROR,
        /** A proxy responded, or the call timed out. Paperless-ngx may still process the request. */
        SLOW,
        /** The connection broke. */
        CUT
    }

    /** Purpose of an upload, without the file. */
    public record Order(Kind kind, Long copyId, Long masterVersionId, String label, Instant masterModified) {}

    /** Returns the latest time at which the last byte of the POST may have been sent; null: no byte was sent. */
    public Instant sentAt() {
        return answeredAt != null && postingAt != null && answeredAt.isAfter(postingAt) ? answeredAt : postingAt;
    }

    /** Returns the document id of the copy that will have the uploaded file. */
    public Long copy() {
        return kind == Kind.VERSION ? copyId : replicaDocId;
    }

    /** Returns the version on the master whose file is uploaded; on a v2 master the document id. */
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

    /** @param checksum MD5 or SHA-256; after an upgrade from 2.x to 3.x, a file that was not readable keeps its MD5 */
    public boolean hasChecksum(String checksum) {
        return checksum.equalsIgnoreCase(checksum.length() == md5.length() ? md5 : sha256);
    }
}
