package io.pngx.controller.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Table {@code lookup_map}: which replica lookup stands for which master lookup, so that a rename is a rename. */
public final class LookupMap {
    private final Database db;

    public LookupMap(Database db) {
        this.db = db;
    }

    /** Master id to replica id for one kind ({@code tags}, {@code correspondents} ...). */
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

    /** A lookup that was about to be made. @param owner the replica's user; null: nobody */
    public record Intent(long masterId, String name, Long owner) {}

    /** Committed before it is made: were the answer lost, and the lookup renamed on the master meanwhile, nobody would know it again. */
    public void intend(long replicaId, String kind, Intent intent) {
        db.write()
                .sql("insert into lookup_intents(replica_id, kind, master_id, name, owner) values (?, ?, ?, ?, ?) "
                        + "on conflict do update set name = excluded.name, owner = excluded.owner")
                .params(replicaId, kind, intent.masterId(), intent.name(), intent.owner())
                .update();
    }

    /** Those whose answer never came. */
    public List<Intent> intents(long replicaId, String kind) {
        return db.read()
                .sql("select * from lookup_intents where replica_id = ? and kind = ? order by master_id")
                .params(replicaId, kind)
                .query(Rows.of(Intent.class))
                .list();
    }

    /** Nothing came of it. */
    public void drop(long replicaId, String kind, long masterId) {
        db.write()
                .sql("delete from lookup_intents where replica_id = ? and kind = ? and master_id = ?")
                .params(replicaId, kind, masterId)
                .update();
    }

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

    /** What custom fields were, by the master's id, when their documents were last queued for it. */
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

    /** Its documents are queued for what it is now. */
    public void defined(long replicaId, String kind, long masterId, String definition) {
        db.write()
                .sql("update lookup_map set definition = ? where replica_id = ? and kind = ? and master_id = ?")
                .params(definition, replicaId, kind, masterId)
                .update();
    }

    /** The replica is another one: what has the ids of its lookups now are not they, whether they were to be kept or deleted. */
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

    /** The replica no longer holds it, or the master dropped it. */
    public void remove(long replicaId, String kind, long masterId) {
        db.write()
                .sql("delete from lookup_map where replica_id = ? and kind = ? and master_id = ?")
                .params(replicaId, kind, masterId)
                .update();
    }
}
