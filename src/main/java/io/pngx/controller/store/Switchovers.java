package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code switchovers}. At most one switchover is open. */
public final class Switchovers {
    private static final String OPEN = "state in ('CATCHING_UP', 'VERIFYING', 'LAST_RUN', 'SWAPPING')";

    private final Database db;

    public Switchovers(Database db) {
        this.db = db;
    }

    /** Stores a request. Returns empty if another switchover is open. */
    public Optional<Switchover> request(
            Switchover.Kind kind, Replica replica, String masterUrl, String oldMasterName, String by, Instant now) {
        return db.write()
                .sql("""
                insert into switchovers(kind, state, replica_id, replica_name, replica_url, master_url,
                  old_master_name, requested_at, requested_by, changed_at)
                select ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from switchovers where OPEN)
                returning *""".replace("OPEN", OPEN))
                .params(
                        LowerCase.of(kind),
                        (kind == Switchover.Kind.PLANNED ? Switchover.State.CATCHING_UP : Switchover.State.SWAPPING)
                                .name(),
                        replica.id(),
                        replica.name(),
                        replica.url(),
                        masterUrl,
                        oldMasterName,
                        Times.text(now),
                        by,
                        Times.text(now))
                .query(Rows.of(Switchover.class))
                .optional();
    }

    public Optional<Switchover> find(long id) {
        return one(db.read(), "where id = ?", id);
    }

    /** Returns the switchover that is not finished. */
    public Optional<Switchover> open() {
        return one(db.read(), "where " + OPEN);
    }

    /** Returns the newest switchover in any state. */
    public Optional<Switchover> newest() {
        return one(db.read(), "order by id desc limit 1");
    }

    /**
     * Returns the newest switchover that took place and was not undone. Reads uncommitted changes of the current
     * transaction, too.
     */
    public Optional<Switchover> last() {
        return one(db.write(), "where state = 'DONE' order by id desc limit 1");
    }

    /**
     * Returns the switchover that turned this instance from the master into a replica. Returns empty while the instance
     * waits for a dry run because the undo of a later switchover asked for one, and if a later switchover asked for a
     * dry run because of newer states of documents: these findings belong to no report.
     */
    public Optional<Switchover> ofOldMaster(long replicaId) {
        return one(
                db.read(),
                "done where state = 'DONE' and old_master_id = ? and not exists (select 1 from switchovers later"
                        + " join replicas r on r.id = later.replica_id and r.dry_run_first"
                        + " where later.id > done.id and later.replica_id = done.old_master_id"
                        + " and later.state = 'UNDONE' and later.reason is not null)"
                        + " and not exists (select 1 from switchovers later,"
                        + " json_each(later.report, '$.dry_run_first') r where later.id > done.id"
                        + " and later.state = 'DONE' and r.value = done.old_master_id)",
                replicaId);
    }

    /** Returns the time of the last swap or undo; empty: there was no swap. */
    public Optional<Instant> lastChangeOfMaster() {
        return db.read()
                .sql("select case state when 'UNDONE' then changed_at else swapped_at end as at from switchovers"
                        + " where swapped_at is not null order by at desc limit 1")
                .query(String.class)
                .optional()
                .map(Times::instant);
    }

    private static Optional<Switchover> one(JdbcClient client, String where, Object... values) {
        return client.sql("select * from switchovers " + where)
                .params(List.of(values))
                .query(Rows.of(Switchover.class))
                .optional();
    }

    /** Returns all switchovers, newest first. */
    public List<Switchover> all() {
        return db.read()
                .sql("select * from switchovers order by id desc")
                .query(Rows.of(Switchover.class))
                .list();
    }

    /** Returns how often the master was swapped, including each undo. */
    static long swaps(Database db) {
        return db.read()
                .sql("select count(swapped_at) + count(*) filter (where state = 'UNDONE') from switchovers")
                .query(Long.class)
                .single();
    }

    /** @return whether this run is the verification of an open switchover */
    public boolean isVerification(long runId) {
        return db.exists("select 1 from switchovers where state = 'VERIFYING' and run_id = ?", runId);
    }

    /** Sets the step of an open switchover. Does nothing if the switchover has ended. */
    public void step(long id, Switchover.State state, Instant now) {
        db.write()
                .sql("update switchovers set state = ?, run_id = null, changed_at = ? where id = ? and " + OPEN)
                .params(state.name(), Times.text(now), id)
                .update();
    }

    /** Records the run that must end before the switchover continues. */
    public void waitFor(long id, long runId) {
        db.write()
                .sql("update switchovers set run_id = ?, runs = runs + 1 where id = ? and " + OPEN)
                .params(runId, id)
                .update();
    }

    /**
     * Ends an open switchover without a swap.
     *
     * @return whether the switchover was open
     */
    public boolean end(long id, Switchover.State state, Text reason, Instant now) {
        return db.write()
                        .sql("update switchovers set state = ?, reason = ?, reason_text = ?, changed_at = ?"
                                + " where id = ? and " + OPEN)
                        .params(state.name(), StoredText.english(reason), StoredText.write(reason), Times.text(now), id)
                        .update()
                == 1;
    }

    /**
     * Records the swap. Call this in the transaction of the swap.
     *
     * @throws IllegalStateException if the switchover was cancelled
     */
    void done(long id, long oldMasterId, String backup, SwitchoverReport report, Instant now) {
        int changed = db.write()
                .sql("update switchovers set state = 'DONE', run_id = null, old_master_id = ?, backup = ?, report = ?,"
                        + " swapped_at = ?, changed_at = ? where id = ? and " + OPEN)
                .params(oldMasterId, backup, report.json(), Times.text(now), Times.text(now), id)
                .update();
        if (changed == 0) {
            throw new IllegalStateException("The switchover was cancelled.");
        }
    }

    /** @param reason why the promoted instance only gets dry runs until the user accepts one; null: it gets all runs */
    void undone(long id, Text reason, Instant now) {
        db.write()
                .sql("update switchovers set state = 'UNDONE', reason = ?, reason_text = ?, changed_at = ?"
                        + " where id = ?")
                .params(StoredText.english(reason), StoredText.write(reason), Times.text(now), id)
                .update();
    }

    /** Must be called just before a write is sent. Records the time of the first write after a swap. */
    public void writes(Instant now) {
        db.write()
                .sql("update switchovers set first_write_at = ? where state = 'DONE' and first_write_at is null")
                .param(Times.text(now))
                .update();
    }
}
