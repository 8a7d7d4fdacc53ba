package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Table {@code uploads}: the upload state machine. Each method is one arrow, committed when it returns. */
public final class Uploads {
    private static final String OPEN = "state in ('PLANNED', 'POSTED', 'CONSUMED')";
    /** Neither late nor an open question. */
    private static final String NORMAL =
            "late = 0, overtaken = 0, question = null, question_at = null, " + "question_until = null";

    private final Database db;
    private final SyncMap mappings;
    private final WorkQueue work;
    private final Versions versions;
    private final Replaced replaced;

    public Uploads(Database db, SyncMap mappings, WorkQueue work) {
        this.db = db;
        this.mappings = mappings;
        this.work = work;
        this.versions = new Versions(db);
        this.replaced = new Replaced(db);
    }

    public Optional<Upload> find(long id) {
        return db.read()
                .sql("select * from uploads where id = ?")
                .param(id)
                .query(Rows.of(Upload.class))
                .optional();
    }

    /** Open uploads of a replica, oldest first. */
    public List<Upload> open(long replicaId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN + " order by id")
                .param(replicaId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /**
     * How many uploads wait for this replica's consumer. One whose POST gave no task, or that later ones have
     * overtaken, waits in no queue that is
     * known of; one that was consumed and can't be settled holds up no other. Late ones count half: another one that
     * is taken from the queue
     * after them shows that they were lost, and a queue that stands still does not grow for ever.
     */
    public int inFlight(long replicaId) {
        return db.read()
                .sql("select (2 * count(*) - coalesce(sum(max(late, 2 * overtaken)), 0)) / 2 from uploads "
                        + "where replica_id = ? and state = 'POSTED'")
                .param(replicaId)
                .query(Integer.class)
                .single();
    }

    /** Uploads of which it is not known what became of them, the oldest question first. */
    public List<Upload> questions(long replicaId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN
                        + " and question is not null order by question_at, id")
                .param(replicaId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /** The status that its task was seen in. Its time begins anew with each. */
    public Upload seen(Upload upload, String status, Instant now) {
        if (!status.equals(upload.taskStatus())) {
            db.write()
                    .sql("update uploads set task_status = ?, task_since = ?, " + NORMAL + " where id = ?")
                    .params(status, Times.text(now), upload.id())
                    .update();
        }
        return find(upload.id()).orElseThrow();
    }

    /** Its task takes longer than usual, and is asked for again at {@code next}. */
    public void late(long id, Instant next) {
        db.write()
                .sql("update uploads set late = 1, polls = polls + 1, next_poll_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * What became of it is an open question, and is asked again at {@code next}.
     *
     * @param until when it is settled at the latest; null: not known
     */
    public void question(Upload upload, String why, Instant until, boolean overtaken, Instant next) {
        db.write()
                .sql("""
                update uploads set question = ?, question_at = coalesce(question_at, ?), question_until = ?, late = 1, overtaken = ?,
                  polls = polls + 1, next_poll_at = ? where id = ?""")
                .params(why, Times.text(Instant.now()), Times.text(until), overtaken, Times.text(next), upload.id())
                .update();
    }

    /** Since when uploads of this replica wait for an answer or for its consumer; null: none does. */
    public Instant waitingSince(long replicaId) {
        return db.read()
                .sql("select min(planned_at) from uploads where replica_id = ? and state in ('PLANNED', " + "'POSTED')")
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(Times::instant)
                .orElse(null);
    }

    /** How many uploads are open, of all replicas. */
    public long open() {
        return db.read()
                .sql("select count(*) from uploads where " + OPEN)
                .query(Long.class)
                .single();
    }

    /** Open uploads whose next step is due, oldest first. */
    public List<Upload> due(long replicaId, Instant now) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN
                        + " and (next_poll_at is null or next_poll_at <= ?) order by id")
                .params(replicaId, Times.text(now))
                .query(Rows.of(Upload.class))
                .list();
    }

    /** Does another open intent of this replica claim that document? */
    public boolean claimed(long replicaId, long replicaDocId, long butNotUpload) {
        return db.read()
                        .sql("select count(*) from uploads where replica_id = ? and replica_doc_id = ? and id <> ? and "
                                + OPEN)
                        .params(replicaId, replicaDocId, butNotUpload)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Master documents with an open upload. */
    public Set<Long> underWay(long replicaId) {
        return new HashSet<>(db.read()
                .sql("select master_id from uploads where replica_id = ? and " + OPEN)
                .param(replicaId)
                .query(Long.class)
                .list());
    }

    /**
     * Is another open upload of this replica about the same bytes, and further on, or as far and older? Only one may be
     * looked for by checksum at a time; of two, exactly one is first, so that they never wait for each other.
     */
    public boolean twin(Upload upload) {
        return firstTwin(upload).isPresent();
    }

    /** The upload that {@link #twin} means. */
    public Optional<Upload> firstTwin(Upload upload) {
        return db
                .read()
                .sql("select * from uploads where replica_id = ? and sha256 = ? and id <> ? and " + OPEN
                        + " order by id")
                .params(upload.replicaId(), upload.sha256(), upload.id())
                .query(Rows.of(Upload.class))
                .list()
                .stream()
                .filter(other -> isBefore(other, upload))
                .findFirst();
    }

    private static boolean isBefore(Upload other, Upload upload) {
        int further = other.state().compareTo(upload.state());
        return further > 0 || further == 0 && other.id() < upload.id();
    }

    /**
     * Did another intent bring this document of the replica there, or may it have? One of these bytes that became another document
     * says nothing of it. Either checksum may be null.
     */
    public boolean mayHaveBrought(long replicaId, long replicaDocId, String md5, String sha256, long butNotUpload) {
        return db.read()
                        .sql("select count(*) from uploads where replica_id = ? and (md5 = ? or sha256 = ?) and id"
                                + " <> ? and (replica_doc_id is null or replica_doc_id = ?)")
                        .params(replicaId, md5, sha256, butNotUpload, replicaDocId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** The checksum of what this document shows, as far as it came from here; empty where it is not known any more. */
    public String sha256(long replicaId, long masterId, long replicaDocId) {
        return versions.of(replicaId, replicaDocId).stream()
                .filter(file -> file.state() == FileVersion.State.LIVE)
                .reduce((older, newer) -> newer)
                .map(FileVersion::sha256)
                .orElseGet(() -> uploaded(replicaId, masterId, replicaDocId));
    }

    private String uploaded(long replicaId, long masterId, long replicaDocId) {
        return db.read()
                .sql("select sha256 from uploads where replica_id = ? and master_id = ? and replica_doc_id = ?"
                        + " order by id desc limit 1")
                .params(replicaId, masterId, replicaDocId)
                .query(String.class)
                .optional()
                .orElse("");
    }

    /** Those of these tasks that uploads of this replica own or owned. */
    public Set<String> own(long replicaId, Collection<String> taskIds) {
        return db.read()
                .sql("select task_id from uploads where replica_id = :replica and task_id in (:tasks)")
                .param("replica", replicaId)
                .param("tasks", taskIds)
                .query(String.class)
                .set();
    }

    /** The intent: about to upload. */
    public Upload plan(
            long replicaId,
            long masterId,
            String fileName,
            long size,
            String md5,
            String sha256,
            String replicaClock,
            Upload.Order order) {
        String now = Times.text(Instant.now());
        return db.write()
                .sql("""
                insert into uploads(replica_id, master_id, state, file_name, size, md5, sha256, replica_clock,
                  planned_at, changed_at, kind, copy_id, master_version_id, label, master_modified)
                values (?, ?, 'PLANNED', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning *""")
                .params(
                        replicaId,
                        masterId,
                        fileName,
                        size,
                        md5,
                        sha256,
                        replicaClock,
                        now,
                        now,
                        order.kind().name().toLowerCase(Locale.ROOT),
                        order.copyId(),
                        order.masterVersionId(),
                        order.label(),
                        Times.text(order.masterModified()))
                .query(Rows.of(Upload.class))
                .single();
    }

    /** The first byte of its POST is about to be sent. */
    public void posting(long id) {
        db.write()
                .sql("update uploads set posting_at = ? where id = ?")
                .params(Times.text(Instant.now()), id)
                .update();
    }

    /** Its POST ended without naming a task; it is looked for at {@code next}. */
    public void unanswered(long id, Upload.Answer answer, Instant next) {
        db.write()
                .sql("update uploads set answer = ?, answered_at = ?, polls = polls + 1, next_poll_at = ? where id = ?")
                .params(answer.name().toLowerCase(Locale.ROOT), Times.text(Instant.now()), Times.text(next), id)
                .update();
    }

    /** Nobody sends its POST any more; when it was over is not known, where nothing was committed then. */
    public Upload over(Upload upload) {
        if (upload.postingAt() == null || upload.answeredAt() != null) {
            return upload;
        }
        db.write()
                .sql("update uploads set answered_at = ? where id = ? and answered_at is null")
                .params(Times.text(Instant.now()), upload.id())
                .update();
        return find(upload.id()).orElseThrow();
    }

    /** The replica has the file; it named the task itself, or the task was found by file name. */
    public void posted(long id, String taskId, boolean named, Instant nextPoll) {
        change(
                id,
                "state = 'POSTED', task_id = ?, task_status = null, task_since = null, verified = ?, polls = 0, "
                        + NORMAL + ", answered_at = coalesce(answered_at, ?), next_poll_at = ?",
                taskId,
                named,
                Times.text(Instant.now()),
                Times.text(nextPoll));
    }

    /** It became this document. */
    public void consumed(long id, long replicaDocId, boolean adopted) {
        change(
                id,
                "state = 'CONSUMED', replica_doc_id = ?, adopted = ?, " + NORMAL + ", next_poll_at = null",
                replicaDocId,
                adopted);
    }

    /** Asked in vain; asked again at {@code next}. That is no change: its age counts from the last arrow. */
    public void wait(long id, Instant next) {
        db.write()
                .sql("update uploads set polls = polls + 1, next_poll_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * The task is of no use any more (it never was, or it ended without an outcome): back to the open question. Its id
     * stays, so that a dead task is not found again by the file name.
     */
    public void lostTask(long id, Instant next) {
        change(id, "state = 'PLANNED', polls = 0, next_poll_at = ?", Times.text(next));
    }

    /** The replica is another instance, where the ids that uploads became say nothing: their work rows start again, with a look for the bytes. */
    public void elsewhere(long replicaId) {
        db.write()
                .sql("update uploads set state = 'FAILED', error = 'The replica has another address; it is looked"
                        + " for there by its bytes.', changed_at = ? where replica_id = ? and state = 'CONSUMED'")
                .params(Times.text(Instant.now()), replicaId)
                .update();
    }

    /** Nothing of it reached the replica, which was made sure of: the work row starts again. */
    public void abandon(long id, String why) {
        change(id, "state = 'FAILED', error = ?", why);
    }

    /**
     * The replica holds the document, and it was read back equal: mapping, upload, work row and run, all or nothing.
     *
     * @param more the master has further files for the same copy: the document stays in the run
     */
    public void settled(Upload upload, Comparison result, Long runId, boolean more) {
        db.inTransaction(() -> {
            if (upload.kind() != Upload.Kind.VERSION) {
                replaced.returned(upload.replicaId(), upload.replicaDocId());
            }
            if (upload.kind() == Upload.Kind.DOCUMENT) {
                mappings.add(
                        upload.replicaId(),
                        upload.masterId(),
                        upload.replicaDocId(),
                        upload.sha256(),
                        upload.adopted());
            } else {
                mappings.file(upload.replicaId(), upload.masterId(), upload.copy(), upload.sha256())
                        .ifPresent(old -> replaced.add(old, upload.replicaDocId()));
            }
            versions.add(upload);
            Run.Outcome settled = upload.kind() == Upload.Kind.DOCUMENT ? Run.Outcome.UPLOADED : Run.Outcome.UPDATED;
            mappings.compared(
                    upload.replicaId(),
                    upload.masterId(),
                    result,
                    runId,
                    upload.adopted() ? Run.Outcome.ADOPTED : settled);
            if (more) {
                work.again(upload.replicaId(), upload.masterId(), runId, Work.Reason.FILE);
            }
            change(upload.id(), "state = 'SETTLED', error = null");
        });
    }

    /** It is there, but the rules leave its document out by now: mapping, upload, work row, run and what is left out, all or nothing. */
    public void settledLeftOut(
            Upload upload, Comparison nothing, Long runId, Unselected unselected, Unselected.Entry entry) {
        db.inTransaction(() -> {
            settled(upload, nothing, runId, false);
            unselected.put(entry);
        });
    }

    /**
     * Its document left the master before it was settled. The copy is ours: mapped, it goes the way of all copies whose
     * document left, and a document that comes back is compared. A copy that was to replace another one does not, since
     * nothing of it but its bytes is as it should be: it waits beside the other one until its document comes back, or until
     * that one is deleted ({@link Tombstones#done}), and where that one is gone already
     * it stands for nothing until then.
     */
    public void settledWithoutMaster(Upload upload, long runId) {
        String why = "It left the master before it was settled.";
        db.inTransaction(() -> {
            switch (upload.kind()) {
                case DOCUMENT -> {
                    mappings.add(
                            upload.replicaId(),
                            upload.masterId(),
                            upload.replicaDocId(),
                            upload.sha256(),
                            upload.adopted());
                    db.write()
                            .sql("update sync_map set title = ? where replica_id = ? and master_id = ?")
                            .params(upload.fileName(), upload.replicaId(), upload.masterId())
                            .update();
                    versions.add(upload);
                }
                case VERSION -> {
                    mappings.file(upload.replicaId(), upload.masterId(), upload.copyId(), upload.sha256());
                    versions.add(upload);
                }
                case REPLACEMENT -> {}
            }
            change(
                    upload.id(),
                    "state = ?, error = ?",
                    upload.kind() == Upload.Kind.REPLACEMENT ? "FAILED" : "SETTLED",
                    why);
            work.defer(upload.replicaId(), upload.masterId(), runId, why);
        });
    }

    /** The name under which this document was uploaded; empty where it is not known any more. */
    public Optional<String> fileName(long replicaId, long masterId, long replicaDocId) {
        return db.read()
                .sql("select file_name from uploads where replica_id = ? and master_id = ? and replica_doc_id = ?"
                        + " order by id desc limit 1")
                .params(replicaId, masterId, replicaDocId)
                .query(String.class)
                .optional();
    }

    /** It will not be consumed: upload and work row, all or nothing. */
    public void failed(Upload upload, long runId, String error, Instant nextAttempt) {
        db.inTransaction(() -> {
            change(upload.id(), "state = 'FAILED', error = ?", error);
            work.failed(upload.replicaId(), upload.masterId(), runId, error, nextAttempt);
        });
    }

    private void change(long id, String set, Object... values) {
        var statement = db.write().sql("update uploads set " + set + ", changed_at = ? where id = ?");
        for (Object value : values) {
            statement = statement.param(value);
        }
        statement.param(Times.text(Instant.now())).param(id).update();
    }
}
