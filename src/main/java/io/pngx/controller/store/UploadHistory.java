package io.pngx.controller.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Queries past uploads: as evidence about an upload whose outcome is unknown, for the page of a document, and to find
 * files that the replica did not store as they were sent.
 */
public final class UploadHistory {
    static final String OF_DOCUMENT = "select * from uploads where master_id = ? order by id desc limit ?";

    private final Database db;

    public UploadHistory(Database db) {
        this.db = db;
    }

    /**
     * @return whether the replica has started the task of a later upload, which shows that this upload is no longer in
     *     the replica's queue
     */
    public boolean overtaken(Upload upload) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and id > ? and task_id is not null and adopted = 0"
                        + " and planned_at > ? and (task_status <> 'PENDING' or state in ('CONSUMED', 'SETTLED'))",
                upload.replicaId(),
                upload.id(),
                Times.text(upload.changedAt()));
    }

    /**
     * @return whether the replica has consumed an upload that was sent after {@code over}, the time at which the POST
     *     of this upload ended
     */
    public boolean passed(Upload upload, Instant over) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and id > ? and posting_at > ? and task_id is not null"
                        + " and adopted = 0 and state in ('CONSUMED', 'SETTLED')",
                upload.replicaId(),
                upload.id(),
                Times.text(over));
    }

    /** @return whether earlier uploads are in the replica's queue */
    public boolean isBehindOthers(Upload upload) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and id < ? and state = 'POSTED' and overtaken = 0",
                upload.replicaId(),
                upload.id());
    }

    /**
     * @param added when the document that has the file was added, by the replica's clock; null: not known
     * @return whether an earlier upload may have created the document that has the file: an upload of the file for the
     *     same document failed after the file was sent, and is not newer than the document
     */
    public boolean sentBefore(Upload upload, Instant added) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and master_id = ? and sha256 = ? and id < ?"
                        + " and state = 'FAILED' and posting_at is not null and replica_doc_id is null and "
                        + UploadedFiles.MAY_HAVE_ADDED,
                upload.replicaId(),
                upload.masterId(),
                upload.sha256(),
                upload.id(),
                Times.text(added));
    }

    /**
     * Returns the uploads of a document that the replica did not store as they were sent, newest first, except those
     * that the user retried.
     */
    public List<Upload> notStored(long replicaId, long masterId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and master_id = ? and " + Uploads.NOT_STORED
                        + " order by id desc")
                .params(replicaId, masterId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /** Returns the master documents with such an upload. */
    public Set<Long> notStored(long replicaId) {
        return new HashSet<>(db.read()
                .sql("select distinct master_id from uploads where replica_id = ? and " + Uploads.NOT_STORED)
                .param(replicaId)
                .query(Long.class)
                .list());
    }

    /** Returns the uploads of one document to all replicas, newest first. */
    public List<Upload> ofDocument(long masterId, int limit) {
        return db.read()
                .sql(OF_DOCUMENT)
                .params(masterId, limit)
                .query(Rows.of(Upload.class))
                .list();
    }

    /** Counts the uploads of the same document to the same replica that failed since a time. */
    public int failedSince(Upload upload, Instant since) {
        return db.read()
                .sql("select count(*) from uploads where replica_id = ? and master_id = ? and state = "
                        + "'FAILED' and changed_at >= ?")
                .params(upload.replicaId(), upload.masterId(), Times.text(since))
                .query(Integer.class)
                .single();
    }
}
