package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Table {@code tombstones}: what left the master, and what is to become of it on a replica. */
public final class Tombstones {
    private final Database db;

    public Tombstones(Database db) {
        this.db = db;
    }

    /** It is missing. Nothing happens where that is known. */
    public void observe(long replicaId, String kind, long masterId, long replicaObjectId, String title, Instant now) {
        db.write()
                .sql("""
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at)
                values (?, ?, ?, ?, ?, 'OPEN', ?) on conflict do nothing""")
                .params(replicaId, kind, masterId, replicaObjectId, title, Times.text(now))
                .update();
    }

    /** A rule no longer selects it for this replica. Nothing happens where it is known, or has left the master anyway. */
    public void unselected(long replicaId, long masterId, long replicaDocId, String title, String rule, Instant now) {
        db.write()
                .sql("""
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at, by_rule)
                values (?, 'documents', ?, ?, ?, 'OPEN', ?, ?) on conflict do nothing""")
                .params(replicaId, masterId, replicaDocId, title, Times.text(now), rule)
                .update();
    }

    public Optional<Tombstone> find(long id) {
        return db.read()
                .sql("select * from tombstones where id = ?")
                .param(id)
                .query(Rows.of(Tombstone.class))
                .optional();
    }

    /** What is undecided, approved or half done, documents first. */
    public List<Tombstone> pending(long replicaId) {
        return db.read()
                .sql("""
                select * from tombstones where replica_id = ? and state in ('OPEN', 'HELD', 'APPROVED', 'ACTING')
                order by kind <> 'documents', id""")
                .param(replicaId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /** All that is not ended of a kind: they are looked for in every inventory. */
    public List<Tombstone> standing(long replicaId, String kind) {
        return db.read()
                .sql("select * from tombstones where replica_id = ? and kind = ? and state <> 'RETURNED'")
                .params(replicaId, kind)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /** Is this document known to have left the master, or left out by a rule so that its copy is to go, and its copy still where it was? */
    public boolean isMissing(long replicaId, long masterId) {
        return db.read()
                        .sql(
                                "select count(*) from tombstones where replica_id = ? and kind = 'documents' and master_id = ? "
                                        + "and state in ('OPEN', 'HELD', 'APPROVED')")
                        .params(replicaId, masterId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Did a person keep its copy, although it left the master or a rule leaves it out? */
    public boolean isKept(long replicaId, long masterId) {
        return db.read()
                        .sql(
                                "select count(*) from tombstones where replica_id = ? and kind = 'documents' and master_id = ? and state = 'REJECTED'")
                        .params(replicaId, masterId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Did we put this document of the replica into its trash? */
    public boolean inTrash(long replicaId, long replicaDocId) {
        return db.read()
                        .sql(
                                "select count(*) from tombstones where replica_id = ? and kind = 'documents' and replica_object_id = ? "
                                        + "and state = 'DONE'")
                        .params(replicaId, replicaDocId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** What put this document of the replica into its trash; more than one where a restored replica gave its id out again. */
    public List<Tombstone> trashed(long replicaId, long replicaDocId) {
        return db.read()
                .sql(
                        "select * from tombstones where replica_id = ? and kind = 'documents' and replica_object_id = ? and state = 'DONE'")
                .params(replicaId, replicaDocId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /** What put the copy of this document of the master into the replica's trash. */
    public Optional<Tombstone> trashedOf(long replicaId, long masterId) {
        return db.read()
                .sql(
                        "select * from tombstones where replica_id = ? and kind = 'documents' and master_id = ? and state = 'DONE'")
                .params(replicaId, masterId)
                .query(Rows.of(Tombstone.class))
                .optional();
    }

    /** Newest first. A null is no filter. @param beforeId only older ones than this */
    public List<Tombstone> list(Long replicaId, Tombstone.State state, Long beforeId, int limit) {
        return db.read()
                .sql("""
                select * from tombstones where (:replica is null or replica_id = :replica)
                and (:state is null or state = :state) and (:before is null or id < :before) order by id desc limit :limit""")
                .param("before", beforeId)
                .param("replica", replicaId)
                .param("state", state == null ? null : state.name())
                .param("limit", limit)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /** How many wait for a person. */
    public long held() {
        return db.read()
                .sql("select count(*) from tombstones where state = 'HELD'")
                .query(Long.class)
                .single();
    }

    /** Documents that were deleted without a person since {@code then}, and those whose deletion is decided and under way. */
    public long automaticSince(long replicaId, Instant then) {
        return db.read()
                .sql("select coalesce(sum(weight), 0) from tombstones where replica_id = ? and by_person = 0 "
                        + "and (acted_at > ? or state = 'ACTING')")
                .params(replicaId, Times.text(then))
                .query(Long.class)
                .single();
    }

    /** The rolling day of the cap. */
    public long automaticInADay(long replicaId, Instant now) {
        return automaticSince(replicaId, now.minus(Duration.ofDays(1)));
    }

    public void seenTrashed(long id) {
        db.write()
                .sql("update tombstones set seen_trashed = 1 where id = ?")
                .param(id)
                .update();
    }

    /** Lookups of which nobody counted yet what uses them. */
    public List<Tombstone> unweighed(long replicaId) {
        return db.read()
                .sql("select * from tombstones where replica_id = ? and kind <> 'documents' and state = 'OPEN' "
                        + "and weighed = 0 order by id")
                .param(replicaId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /** What used a lookup when it was first missed. That stays its weight, whatever is edited until its deletion. */
    public void weigh(long id, long weight) {
        db.write()
                .sql("update tombstones set weight = ?, weighed = 1 where id = ? and weighed = 0")
                .params(Math.max(1, weight), id)
                .update();
    }

    public void hold(long id, String reason) {
        db.write()
                .sql("update tombstones set state = 'HELD', reason = ? where id = ? and state in ('OPEN', 'HELD')")
                .params(reason, id)
                .update();
    }

    /** What has the id of its copy is none of ours, which shows only when it is about to be deleted. */
    public void notOurs(long id, String reason) {
        db.write()
                .sql("update tombstones set state = 'HELD', reason = ?, by_person = 0 where id = ?")
                .params(reason, id)
                .update();
    }

    /** A person approved it, and there is nothing of ours to delete. */
    public void keep(long id) {
        db.write()
                .sql("update tombstones set state = 'REJECTED', reason = null where id = ? and state = 'APPROVED'")
                .param(id)
                .update();
    }

    /** Decided without a person and not carried out, and now it may not be: undecided again. */
    public void reopen(long id) {
        db.write()
                .sql(
                        "update tombstones set state = 'OPEN' where id = ? and state = 'ACTING' and by_person = 0 and acted_at is null")
                .param(id)
                .update();
    }

    /** The intent: about to delete. */
    public void acting(long id) {
        db.write()
                .sql("update tombstones set state = 'ACTING' where id = ?")
                .param(id)
                .update();
    }

    /** It is in the replica's trash, or, a lookup, gone: tombstone and mapping, all or nothing. */
    public void done(Tombstone tombstone, Instant now) {
        db.inTransaction(() -> {
            db.write().sql("""
                    update tombstones set state = 'DONE', reason = null, acted_at = ? where id = ?""").params(Times.text(now), tombstone.id()).update();
            if (tombstone.ofDocument()) {
                db.write().sql("""
                        update tombstones set adopted = m.adopted, added = coalesce(m.added, tombstones.added),
                          replica_added = coalesce(m.replica_added, tombstones.replica_added) from sync_map m
                        where tombstones.id = ? and m.replica_id = tombstones.replica_id and m.master_id = tombstones.master_id
                          and m.replica_doc_id = tombstones.replica_object_id""").param(tombstone.id()).update();
                db.write()
                        .sql("delete from sync_map where replica_id = ? and master_id = ? and replica_doc_id = ?")
                        .params(tombstone.replicaId(), tombstone.masterId(), tombstone.replicaObjectId())
                        .update();
                mapWhatWasToReplace(tombstone);
                db.write()
                        .sql("delete from work where replica_id = ? and master_id = ?")
                        .params(tombstone.replicaId(), tombstone.masterId())
                        .update();
            } else {
                db.write()
                        .sql("delete from lookup_map where replica_id = ? and kind = ? and master_id = ?")
                        .params(tombstone.replicaId(), tombstone.kind(), tombstone.masterId())
                        .update();
                // Its documents lost it on the replica; on the master it may come back under the same name.
                db.write()
                        .sql("update sync_map set fingerprint = null where replica_id = ?")
                        .param(tombstone.replicaId())
                        .update();
            }
        });
    }

    /** A copy with a newer file that did not come to take the place of this one is the document's copy now, and goes the same way. */
    private void mapWhatWasToReplace(Tombstone tombstone) {
        int mapped = db.write()
                .sql("""
                insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, title, synced_at)
                select u.replica_id, u.master_id, u.replica_doc_id, u.sha256, ?, ? from uploads u
                where u.replica_id = ? and u.master_id = ? and u.kind = 'replacement' and u.state = 'FAILED' and u.replica_doc_id <> ?
                  and not exists (select 1 from replaced_copies r where r.replica_id = u.replica_id and r.replica_doc_id = u.replica_doc_id)
                order by u.id desc limit 1
                on conflict do nothing""")
                .params(
                        tombstone.title(),
                        Times.text(Instant.now()),
                        tombstone.replicaId(),
                        tombstone.masterId(),
                        tombstone.replicaObjectId())
                .update();
        if (mapped == 1) {
            returned(tombstone.id()); // what comes back from the trash is the newer one
        }
    }

    /** A copy that we had put into the replica's trash comes out for a moment: its deletion is under way again, and it is mapped for as long. */
    public void actAgain(Tombstone tombstone) {
        db.inTransaction(() -> {
            db.write()
                    .sql("""
                    insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, added, replica_added, synced_at)
                    select t.replica_id, t.master_id, t.replica_object_id, coalesce((select u.sha256 from uploads u where u.replica_id = t.replica_id
                      and u.master_id = t.master_id and u.replica_doc_id = t.replica_object_id order by u.id desc limit 1), ''), t.adopted, t.added, t.replica_added, ?
                    from tombstones t where t.id = ?
                    on conflict do nothing""")
                    .params(Times.text(Instant.now()), tombstone.id())
                    .update();
            acting(tombstone.id());
        });
    }

    public void returned(long id) {
        db.write()
                .sql("update tombstones set state = 'RETURNED', reason = null where id = ?")
                .param(id)
                .update();
    }

    /** It came back, and its copy was taken out of the replica's trash: mapped again, to be compared. */
    public void restored(Tombstone tombstone, String sha256) {
        db.inTransaction(() -> {
            returned(tombstone.id());
            db.write()
                    .sql("""
                    insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, added, replica_added, synced_at)
                    select replica_id, master_id, replica_object_id, ?, adopted, added, replica_added, ? from tombstones where id = ?""")
                    .params(sha256, Times.text(Instant.now()), tombstone.id())
                    .update();
        });
    }

    /** A person decides. Only what is held can be decided. @return how many were */
    public int decide(Collection<Long> ids, boolean approve) {
        return db.inTransaction(() -> {
            int decided = 0;
            for (long id : ids) {
                decided += db.write()
                        .sql(
                                "update tombstones set state = ?, by_person = 1, reason = null where id = ? and state = 'HELD'")
                        .params(approve ? "APPROVED" : "REJECTED", id)
                        .update();
            }
            return decided;
        });
    }

    public long held(long replicaId) {
        return db.read()
                .sql("select count(*) from tombstones where replica_id = ? and state = 'HELD'")
                .param(replicaId)
                .query(Long.class)
                .single();
    }
}
