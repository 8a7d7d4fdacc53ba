package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;

/** Table {@code adoptions}: possible adoptions that wait for the user's confirmation. */
public final class Adoptions {
    private final Database db;
    private final WorkQueue work;
    private final SyncMap mappings;
    private final Versions versions;

    public Adoptions(Database db, WorkQueue work, SyncMap mappings) {
        this.db = db;
        this.work = work;
        this.mappings = mappings;
        this.versions = new Versions(db);
    }

    /**
     * A possible adoption.
     *
     * @param foundAt time at which the adoption was found, by the controller's clock
     */
    public record Adoption(long replicaId, long masterId, long replicaDocId, String title, Instant foundAt) {}

    /**
     * A document of the replica that can be adopted.
     *
     * @param fileId the id of its newest version; the id of the document if the document has a single file
     */
    public record Adoptable(long documentId, long fileId) {}

    /** Offers an adoption to the user. Removes the document's work item from the run until the user decides. */
    public void offer(long replicaId, long masterId, long replicaDocId, String title) {
        db.inTransaction(() -> {
            db.write()
                    .sql("""
                    insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at) values (?, ?, ?, ?, ?)
                    on conflict do update set replica_doc_id = excluded.replica_doc_id, title = excluded.title""")
                    .params(replicaId, masterId, replicaDocId, title, Times.text(Instant.now()))
                    .update();
            work.waitForUser(
                    replicaId,
                    masterId,
                    Text.of(
                            "Document {0} on the replica has the same bytes as this document; the adoption waits for"
                                    + " your confirmation.",
                            String.valueOf(replicaDocId)));
        });
    }

    /**
     * Maps a document to a document that the replica already has. Keeps the work item, so that all fields are
     * compared.
     *
     * @param document the document to adopt
     * @param bytes known checksums
     * @param masterVersion version id of the master's file; null: the master's document has several files, which a
     *     later comparison maps
     */
    public void adopt(long replicaId, long masterId, Adoptable document, Checksums.Both bytes, Long masterVersion) {
        db.inTransaction(() -> {
            String sha256 = Objects.requireNonNullElse(bytes.sha256(), "");
            mappings.add(replicaId, masterId, document.documentId(), sha256, true);
            if (masterVersion != null) {
                versions.put(new FileVersion(
                        replicaId,
                        document.documentId(),
                        document.fileId(),
                        masterVersion,
                        bytes.md5(),
                        sha256,
                        null,
                        FileVersion.State.LIVE));
            }
            db.write()
                    .sql("delete from adoptions where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
        });
    }

    /**
     * Deletes each offer whose master document is missing or has a copy, or whose replica document is missing. Makes
     * the work items of these master documents due.
     */
    public void keepOnly(long replicaId, LongPredicate onMaster, LongPredicate onReplica) {
        if (count(replicaId) == 0) {
            return;
        }
        CopyIds mapped = mappings.ids(replicaId);
        db.inTransaction(() -> {
            for (Adoption each : page(replicaId, 0, Integer.MAX_VALUE)) {
                if (!onMaster.test(each.masterId())
                        || !onReplica.test(each.replicaDocId())
                        || mapped.isMapped(each.masterId())) {
                    db.write()
                            .sql("delete from adoptions where replica_id = ? and master_id = ?")
                            .params(replicaId, each.masterId())
                            .update();
                    db.write()
                            .sql("update work set next_at = null, error = null where replica_id = ? and master_id = ?")
                            .params(replicaId, each.masterId())
                            .update();
                }
            }
        });
    }

    public long count(long replicaId) {
        return db.read()
                .sql("select count(*) from adoptions where replica_id = ?")
                .param(replicaId)
                .query(Long.class)
                .single();
    }

    /** Returns the offers of documents with ids above {@code after}, ordered by id. */
    public List<Adoption> page(long replicaId, long after, int limit) {
        return db.read()
                .sql("select * from adoptions where replica_id = ? and master_id > ? order by master_id limit ?")
                .params(replicaId, after, limit)
                .query(Rows.of(Adoption.class))
                .list();
    }
}
