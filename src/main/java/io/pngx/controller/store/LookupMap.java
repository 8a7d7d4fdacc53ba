package io.pngx.controller.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Table {@code lookup_map}: mappings of lookups. A mapped lookup that is renamed on the master is renamed on the
 * replica, not created again.
 */
public final class LookupMap {
    /** Condition on a row {@code m}: the lookup is missing on the master, and was not deleted on the replica. */
    private static final String UNDECIDED = "exists (select 1 from tombstones t where t.replica_id = m.replica_id"
            + " and t.kind = m.kind and t.master_id = m.master_id and t.replica_object_id = m.replica_lookup_id"
            + " and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'REJECTED'))";

    private final Database db;

    public LookupMap(Database db) {
        this.db = db;
    }

    /**
     * Returns the ids of the replica's lookups by the ids of the master's lookups, for one kind: {@code tags},
     * {@code correspondents} and so on.
     */
    public Map<Long, Long> of(long replicaId, String kind) {
        Map<Long, Long> ids = new HashMap<>();
        db.read()
                .sql("select master_id, replica_lookup_id from lookup_map where replica_id = ? and kind = ?")
                .params(replicaId, kind)
                .query(rs -> {
                    ids.put(rs.getLong(1), rs.getLong(2));
                });
        return ids;
    }

    /** Returns the master id of a lookup of the replica; empty if the lookup is foreign. */
    public Optional<Long> masterId(long replicaId, String kind, long replicaLookupId) {
        return db.read()
                .sql("select master_id from lookup_map where replica_id = ? and kind = ? and replica_lookup_id = ?")
                .params(replicaId, kind, replicaLookupId)
                .query(Long.class)
                .optional();
    }

    /**
     * A lookup that is about to be created.
     *
     * @param owner user id on the replica; null: no owner
     */
    public record Intent(long masterId, String name, Long owner) {}

    /**
     * Records the intent to create a lookup. The intent must be committed before the controller creates the lookup. If
     * the answer is lost and the master's lookup is renamed, only the intent identifies the created lookup.
     */
    public void intend(long replicaId, String kind, Intent intent) {
        db.write()
                .sql("insert into lookup_intents(replica_id, kind, master_id, name, owner) values (?, ?, ?, ?, ?) "
                        + "on conflict do update set name = excluded.name, owner = excluded.owner")
                .params(replicaId, kind, intent.masterId(), intent.name(), intent.owner())
                .update();
    }

    /** Returns the intents of calls without an answer. */
    public List<Intent> intents(long replicaId, String kind) {
        return db.read()
                .sql("select * from lookup_intents where replica_id = ? and kind = ? order by master_id")
                .params(replicaId, kind)
                .query(Rows.of(Intent.class))
                .list();
    }

    /** Deletes an intent whose lookup was not created. */
    public void drop(long replicaId, String kind, long masterId) {
        db.write()
                .sql("delete from lookup_intents where replica_id = ? and kind = ? and master_id = ?")
                .params(replicaId, kind, masterId)
                .update();
    }

    /** Maps a lookup and deletes its intent. */
    public void put(long replicaId, String kind, long masterId, long replicaLookupId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("delete from lookup_intents where replica_id = ? and kind = ? and master_id = ?")
                    .params(replicaId, kind, masterId)
                    .update();
            db.write()
                    .sql("delete from lookup_map where replica_id = ? and kind = ? and replica_lookup_id = ?")
                    .params(replicaId, kind, replicaLookupId)
                    .update();
            db.write()
                    .sql("""
                    insert into lookup_map(replica_id, kind, master_id, replica_lookup_id)
                    values (?, ?, ?, ?)
                    on conflict do update set replica_lookup_id = excluded.replica_lookup_id""")
                    .params(replicaId, kind, masterId, replicaLookupId)
                    .update();
        });
    }

    /**
     * Returns the stored definitions of custom fields, by master id. If a stored definition differs from the current
     * definition, the documents of the field must be queued.
     */
    public Map<Long, String> definitions(long replicaId, String kind) {
        Map<Long, String> definitions = new HashMap<>();
        db.read()
                .sql("select master_id, definition from lookup_map where replica_id = ? and kind = ?")
                .params(replicaId, kind)
                .query(rs -> {
                    definitions.put(rs.getLong(1), rs.getString(2));
                });
        return definitions;
    }

    /** Stores the definition of a custom field. Called after the documents of the field were queued. */
    public void defined(long replicaId, String kind, long masterId, String definition) {
        db.write()
                .sql("update lookup_map set definition = ? where replica_id = ? and kind = ? and master_id = ?")
                .params(definition, replicaId, kind, masterId)
                .update();
    }

    /** Discards the definition of a custom field, so that the documents of the field are queued. */
    public void forgetDefinition(long replicaId, String kind, long masterId) {
        defined(replicaId, kind, masterId, null);
    }

    /**
     * Returns the lookups of the replica whose deletion is undecided, or that the user keeps, with the ids under which
     * {@link #detach} maps them.
     */
    public Map<Long, Long> undecided(long replicaId, String kind) {
        Map<Long, Long> ids = new HashMap<>();
        db.read()
                .sql("select replica_lookup_id from lookup_map m where replica_id = ? and kind = ? and " + UNDECIDED)
                .params(replicaId, kind)
                .query(rs -> {
                    ids.put(detached(rs.getLong(1)), rs.getLong(1));
                });
        return ids;
    }

    /**
     * Returns the names of the mapped lookups that an earlier run did not find on the master, by the master's ids. The
     * replica still has these lookups.
     */
    public Map<Long, String> missed(long replicaId, String kind) {
        Map<Long, String> names = new HashMap<>();
        db.read()
                .sql(
                        "select m.master_id, t.title from lookup_map m join tombstones t using (replica_id, kind, master_id)"
                                + " where m.replica_id = ? and m.kind = ? and m.master_id > 0"
                                + " and t.replica_object_id = m.replica_lookup_id"
                                + " and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'REJECTED')")
                .params(replicaId, kind)
                .query(rs -> {
                    names.put(rs.getLong(1), rs.getString(2));
                });
        return names;
    }

    /** @return the id that stands for the master's id of a detached lookup; no lookup of a master has such an id */
    public static long detached(long replicaLookupId) {
        return -replicaLookupId;
    }

    /** @return the mapping with other ids for the detached lookups of the master */
    public static Map<Long, Long> detached(Map<Long, Long> mapping, Collection<Long> masterIds) {
        Map<Long, Long> left = new HashMap<>(mapping);
        for (long masterId : masterIds) {
            Long replicaId = left.remove(masterId);
            if (replicaId != null) {
                left.put(detached(replicaId), replicaId);
            }
        }
        return left;
    }

    /**
     * Replaces the master's id in the mapping and the tombstone of a lookup that the master no longer has, because
     * another lookup of the master has this id, or may get the id. The lookup then counts as missing on the master.
     */
    public void detach(long replicaId, String kind, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update tombstones set master_id = -replica_object_id where replica_id = ? and kind = ?"
                            + " and master_id = ? and state <> 'RETURNED'")
                    .params(replicaId, kind, masterId)
                    .update();
            db.write()
                    .sql("update lookup_map set master_id = -replica_lookup_id"
                            + " where replica_id = ? and kind = ? and master_id = ?")
                    .params(replicaId, kind, masterId)
                    .update();
        });
    }

    /**
     * Deletes all mappings, intents and tombstones of lookups, except lookups whose deletion is undecided, or that the
     * user keeps. Called after the user accepted another master, because the same ids may now belong to other lookups
     * of the master.
     */
    public void keepUndecided(long replicaId) {
        db.inTransaction(() -> {
            List.of(
                            "delete from lookup_intents where replica_id = ?",
                            "delete from lookup_map as m where replica_id = ? and not " + UNDECIDED,
                            "delete from tombstones where replica_id = ? and kind <> 'documents' and not exists (select"
                                    + " 1 from lookup_map m where m.replica_id = tombstones.replica_id"
                                    + " and m.kind = tombstones.kind and m.replica_lookup_id = replica_object_id"
                                    + " and state not in ('DONE', 'RETURNED'))",
                            "update lookup_map set master_id = -replica_lookup_id where replica_id = ?",
                            "update tombstones set master_id = -replica_object_id where replica_id = ?"
                                    + " and kind <> 'documents'")
                    .forEach(sql -> db.write().sql(sql).param(replicaId).update());
        });
    }

    /**
     * Deletes all mappings, intents and tombstones of lookups. Called after the replica became another
     * instance, because the same ids may now belong to other lookups.
     */
    public void forgetAll(long replicaId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("delete from lookup_map where replica_id = ?")
                    .param(replicaId)
                    .update();
            db.write()
                    .sql("delete from lookup_intents where replica_id = ?")
                    .param(replicaId)
                    .update();
            db.write()
                    .sql("delete from tombstones where replica_id = ? and kind <> 'documents'")
                    .param(replicaId)
                    .update();
        });
    }

    /** Deletes a mapping. Called when the lookup was deleted on the replica or the master. */
    public void remove(long replicaId, String kind, long masterId) {
        db.write()
                .sql("delete from lookup_map where replica_id = ? and kind = ? and master_id = ?")
                .params(replicaId, kind, masterId)
                .update();
    }
}
