package io.pngx.controller.store;

import java.time.Instant;

/** Discards stored results of comparisons and verifications, so that the copies are compared or verified again. */
public final class CopyInvalidation {
    private final Database db;
    private final WorkQueue work;

    public CopyInvalidation(Database db, WorkQueue work) {
        this.db = db;
        this.work = work;
    }

    /**
     * Deletes the fingerprint and the digest of a copy, and queues the document. The next run then compares every
     * field.
     */
    public void invalidate(long replicaId, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            work.queue(replicaId, masterId, Work.Reason.CHANGED);
        });
    }

    /** Queues a document that changed on the master, because a scan may miss the change. */
    public void queueChanged(long replicaId, long masterId) {
        work.queue(replicaId, masterId, Work.Reason.CHANGED);
    }

    /** Records that the copy's file is missing or differs from the master's file, and queues the document. */
    public void markFileDamaged(long replicaId, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            forgetFile(replicaId, masterId);
            work.queue(replicaId, masterId, Work.Reason.FILE);
        });
    }

    /** Records that a run is about to write the copy, so that the last verification of the copy no longer counts. */
    public void markWritten(long replicaId, long masterId) {
        db.write()
                .sql("update sync_map set changed_at = ? where replica_id = ? and master_id = ?")
                .params(Times.text(Instant.now()), replicaId, masterId)
                .update();
    }

    /** Discards the checksums of the copy's current file, which is not the file that the controller sent. */
    public void forgetFile(long replicaId, long masterId) {
        db.write()
                .sql("""
                update file_versions set md5 = null, sha256 = '' where replica_id = :replica and replica_version_id =
                  (select max(f.replica_version_id) from sync_map m
                    join file_versions f using (replica_id, replica_doc_id)
                    where m.replica_id = :replica and m.master_id = :master and f.state = 'LIVE')""")
                .param("replica", replicaId)
                .param("master", masterId)
                .update();
    }

    /**
     * Deletes the fingerprints and the digests of all copies of a replica, and queues their documents. Omits documents
     * that are missing on the master or that a rule excludes.
     */
    public void invalidateAll(long replicaId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ?")
                    .param(replicaId)
                    .update();
            work.queueAll(replicaId);
        });
    }

    /**
     * Queues the documents of all copies of a replica, to be compared with their copies. An edit of a copy is still
     * found as an edit, because the fingerprints stay. Deletes only fingerprints of earlier versions of the controller:
     * they contain no ids of lookups.
     */
    public void compareAll(long replicaId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null where replica_id = ? and length(fingerprint) = 32")
                    .param(replicaId)
                    .update();
            work.queueAll(replicaId);
        });
    }

    /** Clears all fingerprints of a replica, because its copies or their targets may have changed. */
    public void clearFingerprints(long replicaId) {
        db.write()
                .sql("update sync_map set fingerprint = null where replica_id = ?")
                .param(replicaId)
                .update();
    }

    /** Clears the fingerprint of one copy, because the copy or its target may have changed. */
    public void clearFingerprint(long replicaId, long masterId) {
        db.write()
                .sql("update sync_map set fingerprint = null where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
    }
}
