package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Finds the files, tasks and documents of a replica that come from uploads of the controller. */
public final class UploadedFiles {
    /**
     * Condition with one parameter, the time at which a document was added: the document is not older than the upload.
     * Both times are of the replica's clock. If a time is not known, the document may be newer.
     */
    static final String MAY_HAVE_ADDED = "coalesce(? >= replica_clock, 1)";

    private final Database db;
    private final Versions versions;

    public UploadedFiles(Database db) {
        this.db = db;
        this.versions = new Versions(db);
    }

    /**
     * @param added when the document was added, by the replica's clock; null: not known
     * @param md5 null: not known
     * @param sha256 null: not known
     * @return whether another upload of the same bytes created this document. If the document of that upload is not
     *     known, the upload counts as the creator, unless the document is older than the upload
     */
    public boolean mayHaveBrought(
            long replicaId, long replicaDocId, Instant added, String md5, String sha256, long butNotUpload) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and (md5 = ? or sha256 = ?) and id"
                        + " <> ? and (replica_doc_id = ? or replica_doc_id is null and " + MAY_HAVE_ADDED + ")",
                replicaId,
                md5,
                sha256,
                butNotUpload,
                replicaDocId,
                Times.text(added));
    }

    /** @return whether the replica may hold these bytes, because an upload of the bytes is open or failed */
    public boolean unsettled(long replicaId, String md5, String sha256) {
        return db.exists(
                "select 1 from uploads where replica_id = ?"
                        + " and state in ('PLANNED', 'POSTED', 'CONSUMED', 'FAILED') and (md5 = ? or sha256 = ?)",
                replicaId,
                md5,
                sha256);
    }

    /** Returns the SHA-256 of the current file of a copy, if the controller uploaded it; empty: not known. */
    public String sha256(long replicaId, long masterId, long replicaDocId) {
        return versions.of(replicaId, replicaDocId).stream()
                .filter(file -> file.state() == FileVersion.State.LIVE)
                .reduce((older, newer) -> newer)
                .map(FileVersion::sha256)
                .orElseGet(() -> uploaded(replicaId, masterId, replicaDocId));
    }

    private String uploaded(long replicaId, long masterId, long replicaDocId) {
        return db.read()
                .sql("select sha256 from uploads where replica_id = ? and master_id = ? and replica_doc_id = ?"
                        + " order by id desc limit 1")
                .params(replicaId, masterId, replicaDocId)
                .query(String.class)
                .optional()
                .orElse("");
    }

    /** Returns those of {@code taskIds} that belong to uploads to this replica. */
    public Set<String> own(long replicaId, Collection<String> taskIds) {
        return db.read()
                .sql("select task_id from uploads where replica_id = :replica and task_id in (:tasks)")
                .param("replica", replicaId)
                .param("tasks", taskIds)
                .query(String.class)
                .set();
    }

    /** Returns the file name under which a copy was uploaded; empty: not known. */
    public Optional<String> fileName(long replicaId, long masterId, long replicaDocId) {
        return db.read()
                .sql("select file_name from uploads where replica_id = ? and master_id = ? and replica_doc_id = ?"
                        + " order by id desc limit 1")
                .params(replicaId, masterId, replicaDocId)
                .query(String.class)
                .optional();
    }
}
