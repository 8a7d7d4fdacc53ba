package io.pngx.controller.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Table {@code file_versions}: the files of each copy, and the master's version that each file corresponds to. */
public final class Versions {
    static final String OF_COPY =
            "select * from file_versions where replica_id = ? and replica_doc_id = ? order by replica_version_id";
    static final String OF_COPIES =
            "select * from file_versions where replica_id = :replica and replica_doc_id in (:ids)"
                    + " order by replica_version_id";
    static final String OF_DOCUMENT =
            "select f.* from sync_map m cross join file_versions f on f.replica_id = m.replica_id"
                    + " and f.replica_doc_id = m.replica_doc_id where m.master_id = ? order by f.replica_version_id";

    private final Database db;

    public Versions(Database db) {
        this.db = db;
    }

    /** Returns the files of a copy, oldest first. */
    public List<FileVersion> of(long replicaId, long replicaDocId) {
        return db.read()
                .sql(OF_COPY)
                .params(replicaId, replicaDocId)
                .query(Rows.of(FileVersion.class))
                .list();
    }

    /** Returns the files of all copies of one document, oldest first. */
    public List<FileVersion> ofDocument(long masterId) {
        return db.read()
                .sql(OF_DOCUMENT)
                .param(masterId)
                .query(Rows.of(FileVersion.class))
                .list();
    }

    /** Returns the files of several copies, oldest first. The keys are the document ids of the copies. */
    public Map<Long, List<FileVersion>> of(long replicaId, Collection<Long> replicaDocIds) {
        return db
                .read()
                .sql(OF_COPIES)
                .param("replica", replicaId)
                .param("ids", replicaDocIds)
                .query(Rows.of(FileVersion.class))
                .list()
                .stream()
                .collect(Collectors.groupingBy(FileVersion::replicaDocId));
    }

    /**
     * Returns the current file of a copy. If a mapping has no file rows, returns a file with the checksum of the
     * mapping.
     */
    public FileVersion current(Mapping mapping) {
        return current(mapping, of(mapping.replicaId(), mapping.replicaDocId()));
    }

    /** @param files the files of the copy, oldest first */
    public static FileVersion current(Mapping mapping, List<FileVersion> files) {
        return files.stream()
                .filter(file -> file.state() == FileVersion.State.LIVE)
                .reduce((older, newer) -> newer)
                .orElseGet(() -> new FileVersion(
                        mapping.replicaId(),
                        mapping.replicaDocId(),
                        mapping.replicaDocId(),
                        mapping.masterId(),
                        null,
                        mapping.fileChecksum(),
                        null,
                        FileVersion.State.LIVE));
    }

    /** Finds another document whose copy has a live file with these bytes. */
    public Optional<Long> holder(long replicaId, String sha256, long butNotMasterId) {
        return db.read()
                .sql("""
                select m.master_id from sync_map m join file_versions v using (replica_id, replica_doc_id)
                where m.replica_id = ? and v.sha256 = ? and v.state = 'LIVE' and m.master_id <> ? limit 1""")
                .params(replicaId, sha256, butNotMasterId)
                .query(Long.class)
                .optional();
    }

    /** Inserts or replaces a file. Its checksums are not known if the replica stored other bytes than were sent. */
    public void put(FileVersion file) {
        db.write()
                .sql("""
                insert into file_versions(replica_id, replica_doc_id, replica_version_id, master_version_id, md5,
                  sha256, label, state)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do update set replica_doc_id = excluded.replica_doc_id,
                  master_version_id = excluded.master_version_id, md5 = excluded.md5, sha256 = excluded.sha256,
                  label = excluded.label, state = excluded.state""")
                .params(
                        file.replicaId(),
                        file.replicaDocId(),
                        file.replicaVersionId(),
                        file.masterVersionId(),
                        file.md5(),
                        file.sha256(),
                        file.label(),
                        file.state().name())
                .update();
    }

    /** Inserts a file whose bytes were verified. The file takes the place of earlier files of the same version. */
    public void replace(FileVersion file) {
        db.inTransaction(() -> {
            supersede(file.replicaId(), file.replicaDocId(), file.masterVersionId());
            put(file);
        });
    }

    private void supersede(long replicaId, long replicaDocId, long masterVersionId) {
        db.write()
                .sql("update file_versions set state = 'SUPERSEDED' where replica_id = ? "
                        + "and replica_doc_id = ? and master_version_id = ?")
                .params(replicaId, replicaDocId, masterVersionId)
                .update();
    }

    public void state(FileVersion file, FileVersion.State state) {
        db.write()
                .sql("update file_versions set state = ? where replica_id = ? and replica_version_id = ?")
                .params(state.name(), file.replicaId(), file.replicaVersionId())
                .update();
    }

    public void label(long replicaId, long replicaVersionId, String label) {
        db.write()
                .sql("update file_versions set label = ? where replica_id = ? and replica_version_id = ?")
                .params(label, replicaId, replicaVersionId)
                .update();
    }

    /** Deletes the row of a file that the replica has neither as a version nor in its trash. */
    public void gone(FileVersion file) {
        db.write()
                .sql("delete from file_versions where replica_id = ? and replica_version_id = ?")
                .params(file.replicaId(), file.replicaVersionId())
                .update();
    }

    /** Adds the file of a consumed upload. Must be called in the transaction of the upload. */
    void add(Upload upload) {
        add(upload, upload.md5(), upload.sha256());
    }

    /**
     * @param md5 null: not known
     * @param sha256 empty: not known
     */
    void add(Upload upload, String md5, String sha256) {
        if (upload.kind() == Upload.Kind.VERSION) {
            supersede(upload.replicaId(), upload.copyId(), upload.masterVersion());
        } else {
            // Rows of an earlier copy can have this id, because a replica that was installed again assigns the same ids
            // again.
            db.write()
                    .sql("delete from file_versions where replica_id = ? and replica_doc_id = ?")
                    .params(upload.replicaId(), upload.replicaDocId())
                    .update();
        }
        put(new FileVersion(
                upload.replicaId(),
                upload.copy(),
                upload.replicaDocId(),
                upload.masterVersion(),
                md5,
                sha256,
                upload.label(),
                FileVersion.State.LIVE));
    }
}
