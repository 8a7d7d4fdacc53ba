package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Table {@code replicas}: the configuration and the last known state of each replica. */
public final class Replicas {
    private final Database db;

    public Replicas(Database db) {
        this.db = db;
    }

    public List<Replica> all() {
        return db.read()
                .sql("select * from replicas order by id")
                .query(Rows.of(Replica.class))
                .list();
    }

    /** Returns the name of each replica, by its id. */
    public Map<Long, String> names() {
        return all().stream().collect(Collectors.toMap(Replica::id, Replica::name));
    }

    public Optional<Replica> find(long id) {
        return db.read()
                .sql("select * from replicas where id = ?")
                .param(id)
                .query(Rows.of(Replica.class))
                .optional();
    }

    /** Returns when a replica was added; if the replica was just deleted, the current time. */
    public Instant createdAt(long id) {
        return db.read()
                .sql("select created_at from replicas where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(Times::instant)
                .orElseGet(Instant::now);
    }

    private record Created(Instant createdAt) {}

    /** Returns when each replica was added. */
    public Map<Long, Instant> createdAt() {
        Map<Long, Instant> created = new HashMap<>();
        db.read()
                .sql("select id as replica_id, created_at from replicas")
                .query(Rows.byReplica(Created.class))
                .forEach((replica, row) -> created.put(replica, row.createdAt()));
        return created;
    }

    /** @return id of the new replica */
    public long add(
            String name,
            String url,
            String encryptedToken,
            boolean enabled,
            Integer intervalSeconds,
            int uploadsInFlight) {
        return db.write()
                .sql("""
                insert into replicas(name, url, token, enabled, interval_seconds, uploads_in_flight, created_at)
                values (?, ?, ?, ?, ?, ?, ?) returning id""")
                .params(name, url, encryptedToken, enabled, intervalSeconds, uploadsInFlight, Times.text(Instant.now()))
                .query(Long.class)
                .single();
    }

    /**
     * Writes the configuration of a replica. A new address discards the changes and adoptions that the user accepted
     * for the old address. When a disabled replica is enabled, the next run proves again that no other replica is the
     * same instance.
     */
    public void configure(
            long id,
            String name,
            String url,
            String encryptedToken,
            boolean enabled,
            Integer intervalSeconds,
            int uploadsInFlight) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update maintenance_state set highest_doc_id = null, adopt_up_to = null, "
                            + "accepted_at = null where"
                            + " replica_id = ? and replica_id in (select id from replicas where url <> ?)")
                    .params(id, url)
                    .update();
            db.write()
                    .sql("update replicas set accepted = null, acceptable = null where id = ? and url <> ?")
                    .params(id, url)
                    .update();
            db.write()
                    .sql("update replicas set proven_url = substr(proven_url, 1, instr(proven_url, ' ')) where id ="
                            + " ? and not enabled and ?")
                    .params(id, enabled)
                    .update();
            db.stopReasons().changed();
            db.write()
                    .sql("""
                    update replicas set name = ?, url = ?, token = ?, enabled = ?, interval_seconds = ?,
                      uploads_in_flight = ? where id = ?""")
                    .params(name, url, encryptedToken, enabled, intervalSeconds, uploadsInFlight, id)
                    .update();
        });
    }

    /** Discards the changes that the user accepted for any replica, because the address of the master changed. */
    public void masterMoved() {
        db.write().sql("update replicas set accepted = null, acceptable = null").update();
    }

    /**
     * Deletes a replica with its mappings, runs and work items from the database. The paperless-ngx at the address of
     * the replica is not changed.
     */
    public void delete(long id) {
        db.inTransaction(() -> {
            db.stopReasons().changed();
            db.write().sql("delete from replicas where id = ?").param(id).update();
            new ConnectionOptionsTable(db).forget(Replica.hostOf(id));
        });
    }

    /** Enables a replica. The next run proves again that no other replica is the same instance. */
    public void switchOn(long id) {
        db.write()
                .sql("update replicas set enabled = 1, proven_url = substr(proven_url, 1, instr(proven_url, ' '))"
                        + " where id = ? and not enabled")
                .param(id)
                .update();
        db.stopReasons().changed();
    }

    /** Records that the user accepted a dry run of a replica that only had dry runs. From now on, runs write to it. */
    public void dryRunAccepted(long id) {
        db.write()
                .sql("update replicas set dry_run_first = 0 where id = ?")
                .param(id)
                .update();
    }

    public void pause(long id, boolean paused) {
        db.write()
                .sql("update replicas set paused = ? where id = ?")
                .params(paused, id)
                .update();
        db.stopReasons().changed();
    }

    /** Records the state at the last contact. {@code error} is one sentence for users, or null. */
    public void state(long id, Replica.State state, Text error) {
        db.write()
                .sql("update replicas set state = ?, last_error = ?, last_error_text = ? where id = ?")
                .params(LowerCase.of(state), StoredText.english(error), StoredText.write(error), id)
                .update();
    }

    /** Records {@code now} as the start of the last cycle; null: the next cycle is due at once. */
    public void cycleStarted(long id, Instant now) {
        db.write()
                .sql("update replicas set last_cycle_at = ? where id = ?")
                .params(Times.text(now), id)
                .update();
    }

    public void succeeded(long id, Instant now) {
        db.write()
                .sql("update replicas set last_sync_ts = ? where id = ?")
                .params(Times.text(now), id)
                .update();
    }

    public void version(long id, String version) {
        db.write()
                .sql("update replicas set version = ? where id = ?")
                .params(version, id)
                .update();
    }

    /**
     * Records the number of unmapped documents in the last inventory. Documents that open uploads created do not count.
     * For each open upload whose document is not known yet, one document is subtracted. This subtraction alone does not
     * lower the stored number.
     *
     * @param unmapped ids of the unmapped documents in the inventory
     */
    public void unmappedDocuments(long id, Collection<Long> unmapped) {
        Set<Long> consumed = new HashSet<>(db.read()
                .sql("select replica_doc_id from uploads where replica_id = ? and state = 'CONSUMED' and not adopted")
                .param(id)
                .query(Long.class)
                .list());
        db.write()
                .sql("""
                update replicas set unmapped_documents = max(min(:unmapped, unmapped_documents),
                  :unmapped - (select count(*) from uploads u
                  where u.replica_id = replicas.id and u.state in ('PLANNED', 'POSTED'))) where id = :id""")
                .param(
                        "unmapped",
                        unmapped.stream()
                                .filter(document -> !consumed.contains(document))
                                .count())
                .param("id", id)
                .update();
    }

    /** Records the highest document id ever seen on the master, and the master's clock at that time. */
    public void highest(long id, long masterId, Instant at) {
        db.write()
                .sql("update replicas set highest_master_id = ?,"
                        + " highest_seen_at = max(coalesce(highest_seen_at, ''), ?)"
                        + " where id = ? and coalesce(highest_master_id, 0) < ?")
                .params(masterId, Times.text(at), id, masterId)
                .update();
    }

    /** Records a later time for the highest id, because the master's clock was ahead when documents were added. */
    public void highestSeenUntil(long id, Instant until) {
        db.write()
                .sql("update replicas set highest_seen_at = max(highest_seen_at, ?) where id = ?")
                .params(Times.text(until), id)
                .update();
    }

    /** Records a change that the user accepted for the next cycle; null: discards the accepted change. */
    public void accept(long id, Changed what) {
        db.write()
                .sql("update replicas set accepted = ?, acceptable = null where id = ?")
                .params(LowerCase.of(what), id)
                .update();
    }

    /** Records a change that a dry run found and that the user may accept; null: discards that change. */
    public void acceptable(long id, Changed what) {
        db.write()
                .sql("update replicas set acceptable = ? where id = ?")
                .params(LowerCase.of(what), id)
                .update();
    }

    /** Resets the watermark and the highest ids, because the master is now another library. */
    public void startOver(long id) {
        db.write()
                .sql("update replicas set accepted = null, acceptable = null, watermark = null, highest_master_id ="
                        + " null, highest_seen_at = null where id = ?")
                .param(id)
                .update();
    }

    public void proven(long id, String url) {
        db.write()
                .sql("update replicas set proven_url = ? where id = ?")
                .params(url, id)
                .update();
    }

    /** Records the digest of the users and groups. All documents must be queued before a new digest is recorded. */
    public void people(long id, String digest) {
        db.write()
                .sql("update replicas set people = ? where id = ?")
                .params(digest, id)
                .update();
    }

    /** Records the revision of the rules. All documents must be queued before a new revision is recorded. */
    public void rulesRevision(long id, String revision) {
        db.write()
                .sql("update replicas set rules_revision = ? where id = ?")
                .params(revision, id)
                .update();
    }

    /** Sets whether runs keep or trash a copy that the rules no longer select. */
    public void unselected(long id, Replica.UnselectedCopies what) {
        db.write()
                .sql("update replicas set unselected = ? where id = ?")
                .params(LowerCase.of(what), id)
                .update();
    }

    void watermark(long id, Instant watermark) {
        db.write()
                .sql("update replicas set watermark = ? where id = ?")
                .params(Times.text(watermark), id)
                .update();
    }
}
