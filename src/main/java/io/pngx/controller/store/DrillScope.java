package io.pngx.controller.store;

import java.util.List;
import java.util.function.LongConsumer;

/** Reads the documents that a drill compares: random copies, and the documents that a filter must return. */
public final class DrillScope {
    private final Database db;

    public DrillScope(Database db) {
        this.db = db;
    }

    /**
     * Chooses random copies: first copies that were never drilled, then copies with the oldest drill. Excludes copies
     * of documents that are missing on the master or excluded by a rule, and copies with an open upload.
     */
    public List<Drill.Choice> choose(long replicaId, int limit) {
        return db.read()
                .sql("""
                select m.master_id, m.replica_doc_id, m.title,
                  coalesce((select v.sha256 from file_versions v where v.replica_id = m.replica_id
                    and v.replica_doc_id = m.replica_doc_id and v.state = 'LIVE'
                    order by v.replica_version_id desc limit 1), m.file_checksum) as sha256
                from sync_map m left join (
                  select d.master_id, max(d.drill_id) as last_drill from drill_documents d
                  join drills on drills.id = d.drill_id where drills.replica_id = :replica group by d.master_id
                ) l on l.master_id = m.master_id
                where m.replica_id = :replica and not LEFT
                and not exists (select 1 from unselected x
                  where x.replica_id = m.replica_id and x.master_id = m.master_id)
                and not exists (select 1 from uploads u where u.replica_id = m.replica_id
                  and u.master_id = m.master_id and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
                order by coalesce(l.last_drill, 0), random() limit :limit""".replace("LEFT", SyncMap.LEFT))
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(Drill.Choice.class))
                .list();
    }

    /** Receives a document of the master and its copy. */
    @FunctionalInterface
    public interface Pair {
        void accept(long masterId, long replicaDocId);
    }

    /**
     * Reads the documents whose copies must equal their targets: not missing on the master, not excluded by a rule, not
     * contested, and without a work item.
     */
    public void settled(long replicaId, Pair pair) {
        db.read()
                .sql("""
                select m.master_id, m.replica_doc_id from sync_map m
                where m.replica_id = :replica and not LEFT and m.contested_at is null
                and not exists (select 1 from work w
                  where w.replica_id = m.replica_id and w.master_id = m.master_id)
                and not exists (select 1 from unselected x
                  where x.replica_id = m.replica_id and x.master_id = m.master_id)""".replace("LEFT", SyncMap.LEFT))
                .param("replica", replicaId)
                .query(rs -> {
                    pair.accept(rs.getLong(1), rs.getLong(2));
                });
    }

    /** Reads all documents of the master that have a row in the database: mapped, waiting, or excluded by a rule. */
    public void known(long replicaId, LongConsumer masterId) {
        db.read()
                .sql("select master_id from sync_map where replica_id = :replica "
                        + "union all select master_id from work where replica_id = :replica "
                        + "union all select master_id from unselected where replica_id = :replica")
                .param("replica", replicaId)
                .query(rs -> {
                    masterId.accept(rs.getLong(1));
                });
    }
}
