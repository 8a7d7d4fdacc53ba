package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;

/** Tables {@code drills}, {@code drill_checks} and {@code drill_documents}. A replica has at most one open drill. */
public final class Drills {
    /** Summary of a drill that was interrupted by the end of the process. */
    public static final Text STOPPED = Text.of("The controller was stopped before the drill had ended.");

    /** Summary of a drill that a user cancelled. */
    public static final Text CANCELLED = Text.of("A user cancelled the drill.");

    private final Database db;

    public Drills(Database db) {
        this.db = db;
    }

    /** Queues a drill. Returns empty if the replica has an open drill. */
    public Optional<Drill> queue(long replicaId, boolean byHand, Instant now) {
        try {
            return Optional.of(db.write()
                    .sql("insert into drills(replica_id, state, by_hand, requested_at) values (?, 'queued', ?, ?) "
                            + "returning *")
                    .params(replicaId, byHand, Times.text(now))
                    .query(Rows.of(Drill.class))
                    .single());
        } catch (DataAccessException e) {
            if (open(replicaId).isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public Optional<Drill> find(long id) {
        return db.read()
                .sql("select * from drills where id = ?")
                .param(id)
                .query(Rows.of(Drill.class))
                .optional();
    }

    /** Returns whether a drill waits or runs. */
    public boolean isOpen(long id) {
        return find(id).filter(drill -> drill.finishedAt() == null).isPresent();
    }

    public Optional<Drill> open(long replicaId) {
        return db.read()
                .sql("select * from drills where replica_id = ? and state in ('queued', 'running')")
                .param(replicaId)
                .query(Rows.of(Drill.class))
                .optional();
    }

    /** Returns drills of a replica, newest first. */
    public List<Drill> recent(long replicaId, Long after, int limit) {
        return db.read()
                .sql("select * from drills where replica_id = :replica and (:before is null or id < :before) "
                        + "order by id desc limit :limit")
                .param("replica", replicaId)
                .param("before", after)
                .param("limit", limit)
                .query(Rows.of(Drill.class))
                .list();
    }

    public long count(long replicaId) {
        return db.read()
                .sql("select count(*) from drills where replica_id = ?")
                .param(replicaId)
                .query(Long.class)
                .single();
    }

    /** Returns when the newest drill of a replica started, regardless of its result. */
    public Optional<Instant> lastStart(long replicaId) {
        return db.read()
                .sql("select started_at from drills where replica_id = ? and started_at is not null "
                        + "order by id desc limit 1")
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(Times::instant);
    }

    private static final String LAST = """
            select replica_id, id, finished_at, state = 'passed' as passed, summary, summary_text,
              (select count(*) from drill_documents d where d.drill_id = drills.id) as documents,
              (select count(*) from drill_documents d where d.drill_id = drills.id
                and 'failed' in (d.details, d.original, d.thumbnail, d.preview, d.search)) as problems
            from drills where\s""";

    /** Returns the replica's last drill that ended with a result. */
    public Optional<Drill.Last> last(long replicaId) {
        return db.read()
                .sql(LAST + "replica_id = ? and state in ('passed', 'failed') order by id desc limit 1")
                .param(replicaId)
                .query(Rows.of(Drill.Last.class))
                .optional();
    }

    /** Returns each replica's last drill that ended with a result. */
    public Map<Long, Drill.Last> last() {
        return db.read()
                .sql(LAST
                        + "id in (select max(id) from drills where state in ('passed', 'failed') group by replica_id)")
                .query(Rows.byReplica(Drill.Last.class));
    }

    /** Returns the replicas that have a drill which waits or runs. */
    public Set<Long> replicasWithOpenDrill() {
        return Set.copyOf(db.read()
                .sql("select replica_id from drills where state in ('queued', 'running')")
                .query(Long.class)
                .list());
    }

    /** Starts a queued drill. Returns false if the drill is no longer queued. */
    public boolean start(long id, Instant now) {
        return db.write()
                        .sql("update drills set state = 'running', started_at = ? where id = ? and state = 'queued'")
                        .params(Times.text(now), id)
                        .update()
                == 1;
    }

    public void chosen(long id, int documents) {
        db.write()
                .sql("update drills set total = ? where id = ?")
                .params(documents, id)
                .update();
    }

    public void put(long id, Drill.Document document) {
        db.write()
                .sql("""
                insert into drill_documents(drill_id, master_id, replica_doc_id, title, details, original,
                  thumbnail, preview, search, detail, detail_text)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        id,
                        document.masterId(),
                        document.replicaDocId(),
                        document.title(),
                        LowerCase.of(document.details()),
                        LowerCase.of(document.original()),
                        LowerCase.of(document.thumbnail()),
                        LowerCase.of(document.preview()),
                        LowerCase.of(document.search()),
                        StoredText.english(document.detail()),
                        StoredText.write(document.detail()))
                .update();
    }

    private void put(long id, Drill.Check check) {
        db.write()
                .sql("insert into drill_checks(drill_id, name, result, detail, detail_text) values (?, ?, ?, ?, ?)")
                .params(
                        id,
                        LowerCase.of(check.name()),
                        LowerCase.of(check.result()),
                        StoredText.english(check.detail()),
                        StoredText.write(check.detail()))
                .update();
    }

    /**
     * Ends a drill. Does nothing if the drill has ended, or was deleted with its replica.
     *
     * @return whether the drill was open
     */
    public boolean finish(long id, Drill.State state, Text summary, Collection<Drill.Check> checks, Instant now) {
        return db.inTransaction(() -> {
            boolean open = db.write()
                            .sql("update drills set state = ?, summary = ?, summary_text = ?, finished_at = ? "
                                    + "where id = ? and finished_at is null")
                            .params(
                                    LowerCase.of(state),
                                    StoredText.english(summary),
                                    StoredText.write(summary),
                                    Times.text(now),
                                    id)
                            .update()
                    == 1;
            if (open) {
                checks.forEach(check -> put(id, check));
            }
            return open;
        });
    }

    /**
     * Cancels a drill. A running drill ends before its next check.
     *
     * @return whether the drill was open
     */
    public boolean cancel(long id, Instant now) {
        return finish(id, Drill.State.ABORTED, CANCELLED, List.of(), now);
    }

    /** Ends the drills that the last process left open. */
    public int abortLeftOvers(Instant now) {
        return db.write()
                .sql("update drills set state = 'aborted', summary = ?, summary_text = ?, finished_at = ? "
                        + "where state in ('queued', 'running')")
                .params(StoredText.english(STOPPED), StoredText.write(STOPPED), Times.text(now))
                .update();
    }

    /** Returns the checks of a drill: sign-in page, list of documents, filters. */
    public List<Drill.Check> checks(long id) {
        return db.read()
                .sql("select name, result, detail, detail_text from drill_checks where drill_id = ? "
                        + "order by instr('sign_in documents tag correspondent custom_field date', name)")
                .param(id)
                .query(Rows.of(Drill.Check.class))
                .list();
    }

    /** Returns the documents of a drill, those with a failed part first. */
    public List<Drill.Document> documents(long id) {
        return db.read()
                .sql("select master_id, replica_doc_id, title, details, original, thumbnail, preview, search, detail, "
                        + "detail_text from drill_documents where drill_id = ? "
                        + "order by 'failed' in (details, original, thumbnail, preview, search) desc, master_id")
                .param(id)
                .query(Rows.of(Drill.Document.class))
                .list();
    }
}
