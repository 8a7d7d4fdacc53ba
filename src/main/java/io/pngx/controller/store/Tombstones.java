package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Table {@code tombstones}: documents and lookups that are missing on the master, and the state of their deletions.
 */
public final class Tombstones {
    static final String OF_DOCUMENT = "select t.* from replicas r cross join tombstones t on t.replica_id = r.id"
            + " and t.kind = 'documents' and t.master_id = ?"
            + " and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED')";

    /** Query whether a replica ever had a tombstone. */
    static final String ANY = "select exists (select 1 from tombstones where replica_id = ?)";

    private final Database db;

    public Tombstones(Database db) {
        this.db = db;
    }

    /**
     * Records that a document or lookup is missing on the master. Does nothing if the document or lookup has an active
     * tombstone.
     */
    public void observe(long replicaId, String kind, long masterId, long replicaObjectId, String title, Instant now) {
        db.write()
                .sql("""
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at)
                values (?, ?, ?, ?, ?, 'OPEN', ?) on conflict do nothing""")
                .params(replicaId, kind, masterId, replicaObjectId, title, Times.text(now))
                .update();
    }

    /** Records that a rule no longer selects a document. Does nothing if the document has an active tombstone. */
    public void unselected(long replicaId, long masterId, long replicaDocId, String title, String rule, Instant now) {
        db.write()
                .sql("""
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at,
                  by_rule)
                values (?, 'documents', ?, ?, ?, 'OPEN', ?, ?) on conflict do nothing""")
                .params(replicaId, masterId, replicaDocId, title, Times.text(now), rule)
                .update();
    }

    /**
     * Sets the times of undecided tombstones that are in the future to {@code now}: a run opened these tombstones while
     * the clock was wrong. A deletion with a time in the future would never be decided.
     */
    public void resetFutureTimes(long replicaId, Instant now) {
        db.write()
                .sql("update tombstones set first_seen_at = :now where replica_id = :replica and state = 'OPEN'"
                        + " and first_seen_at > :now")
                .param("now", Times.text(now))
                .param("replica", replicaId)
                .update();
    }

    /** @return whether a document or a lookup of this replica ever had a tombstone */
    public boolean any(long replicaId) {
        return db.read().sql(ANY).param(replicaId).query(Boolean.class).single();
    }

    public Optional<Tombstone> find(long id) {
        return db.read()
                .sql("select * from tombstones where id = ?")
                .param(id)
                .query(Rows.of(Tombstone.class))
                .optional();
    }

    /** Returns tombstones whose deletion is undecided, approved or in progress, documents first. */
    public List<Tombstone> pending(long replicaId) {
        return db.read()
                .sql("""
                select * from tombstones where replica_id = ? and state in ('OPEN', 'HELD', 'APPROVED', 'ACTING')
                order by kind <> 'documents', id""")
                .param(replicaId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /**
     * Returns the tombstones of one kind, without those of returned objects. A run searches each inventory for the
     * objects of these tombstones.
     */
    public List<Tombstone> standing(long replicaId, String kind) {
        return db.read()
                .sql("select * from tombstones where replica_id = ? and kind = ? and state <> 'RETURNED'")
                .params(replicaId, kind)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /**
     * @return whether the copy waits for its deletion, because its document is missing on the master, or because a rule
     *     excludes the document
     */
    public boolean isMissing(long replicaId, long masterId) {
        return db.exists(
                "select 1 from tombstones where replica_id = ? and kind = 'documents' "
                        + "and master_id = ? and state in ('OPEN', 'HELD', 'APPROVED')",
                replicaId,
                masterId);
    }

    /** @return whether the user kept the copy of a document that is missing on the master or that a rule excludes */
    public boolean isKept(long replicaId, long masterId) {
        return db.exists(
                "select 1 from tombstones where replica_id = ? and kind = 'documents' "
                        + "and master_id = ? and state = 'REJECTED'",
                replicaId,
                masterId);
    }

    /** Returns the tombstones of one document on all replicas. */
    public List<Tombstone> ofDocument(long masterId) {
        return db.read()
                .sql(OF_DOCUMENT)
                .param(masterId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /**
     * Returns the number of documents that automatic deletions have affected between two times. Automatic deletions in
     * progress count too; those with a time after {@code now}, when the clock was wrong, do not.
     */
    private long automatic(long replicaId, Instant then, Instant now) {
        return db.read()
                .sql("select coalesce(sum(weight), 0) from tombstones where replica_id = ? and by_person = 0 "
                        + "and (acted_at > ? and acted_at <= ? or state = 'ACTING')")
                .params(replicaId, Times.text(then), Times.text(now))
                .query(Long.class)
                .single();
    }

    /** Returns the number of documents that count towards the daily limit of deletions. */
    public long automaticInADay(long replicaId, Instant now) {
        return automatic(replicaId, now.minus(Duration.ofDays(1)), now);
    }

    public void seenTrashed(long id) {
        db.write()
                .sql("update tombstones set seen_trashed = 1 where id = ?")
                .param(id)
                .update();
    }

    /** Returns open tombstones of lookups for which {@link #weigh} has recorded no weight yet. */
    public List<Tombstone> unweighed(long replicaId) {
        return db.read()
                .sql("select * from tombstones where replica_id = ? and kind <> 'documents' and state = 'OPEN' "
                        + "and weighed = 0 order by id")
                .param(replicaId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /**
     * Records how many documents used a lookup when the lookup was first missing. Later edits do not change this
     * weight.
     */
    public void weigh(long id, long weight) {
        db.write()
                .sql("update tombstones set weight = ?, weighed = 1 where id = ? and weighed = 0")
                .params(Math.max(1, weight), id)
                .update();
    }

    /**
     * Holds a deletion that is undecided, or the deletion of a lookup that the user approved for another reason.
     *
     * @return whether the deletion is held now
     */
    public boolean hold(long id, DeletionCause cause, Text reason) {
        return db.write()
                        .sql("update tombstones set state = 'HELD', cause = ?, reason = ?, reason_text = ?,"
                                + " by_person = 0 where id = ? and (state in ('OPEN', 'HELD')"
                                + " or state = 'APPROVED' and kind <> 'documents')")
                        .params(cause.name(), StoredText.english(reason), StoredText.write(reason), id)
                        .update()
                > 0;
    }

    /** Records that the approval of a lookup's deletion covers the uses of the lookup that a run found. */
    public void checked(long id) {
        db.write()
                .sql("update tombstones set by_person = 1 where id = ? and state = 'APPROVED'")
                .param(id)
                .update();
    }

    /**
     * Holds a deletion, because another document now has the id of the copy. Only the check just before the deletion
     * detects this.
     */
    public void notOurs(long id, Text reason) {
        db.write()
                .sql("update tombstones set state = 'HELD', cause = ?, reason = ?, reason_text = ?, by_person = 0"
                        + " where id = ?")
                .params(DeletionCause.OTHER.name(), StoredText.english(reason), StoredText.write(reason), id)
                .update();
    }

    /** Ends an approved deletion, because the replica has no copy to delete. */
    public void keep(long id) {
        db.write()
                .sql("update tombstones set state = 'REJECTED', cause = null, reason = null"
                        + " where id = ? and state = 'APPROVED'")
                .param(id)
                .update();
    }

    /**
     * Reopens an automatic deletion that was decided but not carried out, because the deletion is no longer allowed.
     */
    public void reopen(long id) {
        db.write()
                .sql("update tombstones set state = 'OPEN' where id = ? and state = 'ACTING' and by_person = 0 "
                        + "and acted_at is null")
                .param(id)
                .update();
    }

    /** Same as {@link #reopen}, for a lookup. Also reopens an approved deletion, for another check by a run. */
    public void reopenLookup(long id) {
        db.write()
                .sql("update tombstones set state = iif(by_person, 'APPROVED', 'OPEN'), by_person = 0"
                        + " where id = ? and state = 'ACTING' and kind <> 'documents' and acted_at is null")
                .param(id)
                .update();
    }

    /**
     * Records the intent to delete a copy or lookup. The intent must be committed before the controller deletes the
     * object.
     */
    public void acting(long id) {
        db.write()
                .sql("update tombstones set state = 'ACTING' where id = ?")
                .param(id)
                .update();
    }

    /** Same as {@link #acting}, for a deletion that the user approved. */
    public void actingForUser(long id) {
        db.write()
                .sql("update tombstones set state = 'ACTING', by_person = 1 where id = ?")
                .param(id)
                .update();
    }

    /**
     * Same as {@link #acting}, but only for an open deletion: the user may have rejected the deletion after the run's
     * decision.
     */
    public void actingIfOpen(long id) {
        db.write()
                .sql("update tombstones set state = 'ACTING' where id = ? and state = 'OPEN'")
                .param(id)
                .update();
    }

    public void returned(long id) {
        db.write()
                .sql("update tombstones set state = 'RETURNED', cause = null, reason = null where id = ?")
                .param(id)
                .update();
    }

    /**
     * Stores the user's decision. Held deletions can be approved, and so can deletions that were rejected before. Held
     * deletions, and open deletions on which no run has decided yet, can be rejected. Deletions in other states stay as
     * they are.
     *
     * <p>Foreign documents may use a lookup without the user knowing. The approval of a lookup's deletion therefore
     * does not count as the user's word ({@code by_person}) before a run has checked the uses ({@link #checked}). A
     * reason that names uses is kept for this check.
     *
     * @return number of decided deletions
     */
    public int decide(Collection<Long> ids, boolean approve) {
        return db.inTransaction(() -> {
            int decided = 0;
            for (long id : ids) {
                decided += db.write()
                        .sql(
                                approve
                                        ? "update tombstones set state = 'APPROVED',"
                                                + " reason = iif(kind <> 'documents' and cause = 'OTHER',"
                                                + " reason, null),"
                                                + " cause = iif(kind <> 'documents' and cause = 'OTHER', cause, null),"
                                                + " by_person = (kind = 'documents')"
                                                + " where id = ? and state in ('HELD', 'REJECTED')"
                                        : "update tombstones set state = 'REJECTED', cause = null, reason = null,"
                                                + " by_person = 1 where id = ? and state in ('HELD', 'OPEN')")
                        .param(id)
                        .update();
            }
            return decided;
        });
    }
}
