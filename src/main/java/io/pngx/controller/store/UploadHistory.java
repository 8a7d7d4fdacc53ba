package io.pngx.controller.store;

import java.time.Instant;

/** What else was sent to a replica: evidence about an upload whose outcome is not known. */
public final class UploadHistory {
    private final Database db;

    public UploadHistory(Database db) {
        this.db = db;
    }

    /** Was something that the replica took in after this upload taken from its queue? Then the queue is past it. */
    public boolean overtaken(Upload upload) {
        return db.read()
                        .sql("""
                select count(*) from uploads where replica_id = ? and id > ? and task_id is not null and adopted = 0
                and planned_at > ? and (task_status <> 'PENDING' or state in ('CONSUMED', 'SETTLED'))""")
                        .params(upload.replicaId(), upload.id(), Times.text(upload.changedAt()))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /**
     * Did the replica take something in that was sent when the request of this upload was over? Then its worker is
     * past this one.
     */
    public boolean passed(Upload upload, Instant over) {
        return db.read()
                        .sql("""
                select count(*) from uploads where replica_id = ? and id > ? and posting_at > ? and task_id is not null and adopted = 0
                and state in ('CONSUMED', 'SETTLED')""")
                        .params(upload.replicaId(), upload.id(), Times.text(over))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Does the replica have earlier uploads in its queue? */
    public boolean isBehindOthers(Upload upload) {
        return db.read()
                        .sql("select count(*) from uploads where replica_id = ? and id < ? and state = 'POSTED'"
                                + " and overtaken = 0")
                        .params(upload.replicaId(), upload.id())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Was the same file sent for the same document before, without an answer that said what became of it? */
    public boolean sentBefore(Upload upload) {
        return db.read()
                        .sql("""
                select count(*) from uploads where replica_id = ? and master_id = ? and sha256 = ? and id < ? and state = 'FAILED'
                and posting_at is not null and replica_doc_id is null""")
                        .params(upload.replicaId(), upload.masterId(), upload.sha256(), upload.id())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** How many uploads of the same document failed since then. */
    public int failedSince(Upload upload, Instant since) {
        return db.read()
                .sql("select count(*) from uploads where replica_id = ? and master_id = ? and state = "
                        + "'FAILED' and changed_at >= ?")
                .params(upload.replicaId(), upload.masterId(), Times.text(since))
                .query(Integer.class)
                .single();
    }
}
