package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Table {@code uploads}: the state machine of uploads. Each method is one transition, committed when the method
 * returns.
 */
public final class Uploads {
    private static final String OPEN = "state in ('PLANNED', 'POSTED', 'CONSUMED')";
    /** Sets the columns about late uploads and unknown outcomes to their normal values. */
    private static final String NORMAL =
            "late = 0, overtaken = 0, question = null, question_at = null, question_until = null";

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

    /** Returns the open uploads of a replica, oldest first. */
    public List<Upload> open(long replicaId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN + " order by id")
                .param(replicaId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /**
     * Returns the number of uploads in the consumer queue of a replica.
     *
     * <p>Uploads without a task id, overtaken uploads, and consumed uploads that are not settled yet do not count,
     * because they are not in the queue. A late upload counts half: further uploads can follow, which show whether the
     * late upload was lost, and the number of uploads in a stalled queue stays limited.
     */
    public int inFlight(long replicaId) {
        return db.read()
                .sql("select (2 * count(*) - coalesce(sum(max(late, 2 * overtaken)), 0)) / 2 from uploads "
                        + "where replica_id = ? and state = 'POSTED'")
                .param(replicaId)
                .query(Integer.class)
                .single();
    }

    /** Returns the uploads with an unknown outcome, the oldest first. */
    public List<Upload> questions(long replicaId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN
                        + " and question is not null order by question_at, id")
                .param(replicaId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /**
     * Records the status of the task. A new status restarts the time limit of the task and clears an unknown outcome.
     */
    public Upload seen(Upload upload, String status, Instant now) {
        if (!status.equals(upload.taskStatus())) {
            db.write()
                    .sql("update uploads set task_status = ?, task_since = ?, " + NORMAL + " where id = ?")
                    .params(status, Times.text(now), upload.id())
                    .update();
        }
        return find(upload.id()).orElseThrow();
    }

    /** Marks the upload as late and polls its task again at {@code next}. */
    public void late(long id, Instant next) {
        db.write()
                .sql("update uploads set late = 1, polls = polls + 1, next_poll_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * Records that the outcome of an upload is unknown, and checks it again at {@code next}.
     *
     * @param why one sentence for users
     * @param until when the outcome is decided at the latest; null: not known
     */
    public void question(Upload upload, String why, Instant until, boolean overtaken, Instant next) {
        db.write()
                .sql("""
                update uploads set question = ?, question_at = coalesce(question_at, ?), question_until = ?, late = 1,
                  overtaken = ?,
                  polls = polls + 1, next_poll_at = ? where id = ?""")
                .params(why, Times.text(Instant.now()), Times.text(until), overtaken, Times.text(next), upload.id())
                .update();
    }

    /**
     * Returns when the oldest upload that waits for a response or for the consumer was planned; null: no upload waits.
     */
    public Instant waitingSince(long replicaId) {
        return db.read()
                .sql("select min(planned_at) from uploads where replica_id = ? and state in ('PLANNED', 'POSTED')")
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(Times::instant)
                .orElse(null);
    }

    /** Returns the number of open uploads of all replicas. */
    public long open() {
        return db.read()
                .sql("select count(*) from uploads where " + OPEN)
                .query(Long.class)
                .single();
    }

    /** Returns open uploads whose next step is due, oldest first. */
    public List<Upload> due(long replicaId, Instant now) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN
                        + " and (next_poll_at is null or next_poll_at <= ?) order by id")
                .params(replicaId, Times.text(now))
                .query(Rows.of(Upload.class))
                .list();
    }

    /** @return whether an open upload other than {@code butNotUpload} created this document */
    public boolean claimed(long replicaId, long replicaDocId, long butNotUpload) {
        return db.read()
                        .sql("select count(*) from uploads where replica_id = ? and replica_doc_id = ? and id <> ? and "
                                + OPEN)
                        .params(replicaId, replicaDocId, butNotUpload)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Returns the master documents with an open upload. */
    public Set<Long> underWay(long replicaId) {
        return new HashSet<>(db.read()
                .sql("select master_id from uploads where replica_id = ? and " + OPEN)
                .param(replicaId)
                .query(Long.class)
                .list());
    }

    /**
     * @return whether another open upload of the same bytes precedes this upload: the other upload is in a later state,
     *     or in the same state and older. Only the first of such uploads may search by checksum. The order is total, so
     *     two uploads never wait for each other.
     */
    public boolean twin(Upload upload) {
        return firstTwin(upload).isPresent();
    }

    /** Returns the upload that {@link #twin} finds. */
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
     * @param md5 null: not known
     * @param sha256 null: not known
     * @return whether another upload of the same bytes created this document, or may have created it. An upload that
     *     created another document does not count.
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

    /** @return whether an upload of these bytes is open or failed, so that the replica may hold them */
    public boolean unsettled(long replicaId, String md5, String sha256) {
        return db.read()
                .sql("select exists (select 1 from uploads where replica_id = ?"
                        + " and state in ('PLANNED', 'POSTED', 'CONSUMED', 'FAILED') and (md5 = ? or sha256 = ?))")
                .params(replicaId, md5, sha256)
                .query(Boolean.class)
                .single();
    }

    /** Returns the SHA-256 of the current file of a copy, if the controller uploaded it; empty: not known. */
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

    /** Returns the tasks that belong to uploads of this replica. */
    public Set<String> own(long replicaId, Collection<String> taskIds) {
        return db.read()
                .sql("select task_id from uploads where replica_id = :replica and task_id in (:tasks)")
                .param("replica", replicaId)
                .param("tasks", taskIds)
                .query(String.class)
                .set();
    }

    /** Records the intent to upload a file. The intent must be committed before the call. */
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

    /** Records that the POST is about to be sent. */
    public Upload posting(long id) {
        return db.write()
                .sql("update uploads set posting_at = ? where id = ? returning *")
                .params(Times.text(Instant.now()), id)
                .query(Rows.of(Upload.class))
                .single();
    }

    /** Records that the POST ended without a task id. The task is searched for at {@code next}. */
    public void unanswered(long id, Upload.Answer answer, Instant next) {
        db.write()
                .sql("update uploads set answer = ?, answered_at = ?, polls = polls + 1, next_poll_at = ? where id = ?")
                .params(answer.name().toLowerCase(Locale.ROOT), Times.text(Instant.now()), Times.text(next), id)
                .update();
    }

    /**
     * Sets the end of a POST to the current time if the end is unknown. Must be called only when no thread sends the
     * upload any more.
     */
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

    /**
     * Records that the replica has the file.
     *
     * @param named true if the replica returned the task id, false if the task was found by file name
     */
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

    /** Records the document that the upload created. */
    public void consumed(long id, long replicaDocId, boolean adopted) {
        change(
                id,
                "state = 'CONSUMED', replica_doc_id = ?, adopted = ?, " + NORMAL + ", next_poll_at = null",
                replicaDocId,
                adopted);
    }

    /** Schedules the next poll of the oldest task in a replica's queue at {@code at}, unless its poll is due before. */
    public void pollNext(long replicaId, Instant at) {
        String sql = """
                update uploads set next_poll_at = ? where next_poll_at > ? and id = (select min(id) from uploads
                  where replica_id = ? and state = 'POSTED' and late = 0)""";
        db.write().sql(sql).params(Times.text(at), Times.text(at), replicaId).update();
    }

    /** Returns when the next step of an upload is due; empty: none is open. An upload without a time is due now. */
    public Optional<Instant> nextDue(long replicaId) {
        return db.read()
                .sql("select min(coalesce(next_poll_at, '')) from uploads where replica_id = ? and " + OPEN)
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(at -> at.isEmpty() ? Instant.EPOCH : Times.instant(at));
    }

    /** Schedules the next poll. The age of the upload still counts from its last transition. */
    public void wait(long id, Instant next) {
        db.write()
                .sql("update uploads set polls = polls + 1, next_poll_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * Returns an upload to {@code PLANNED}, because the replica does not know its task, or because the task ended
     * without an outcome. The task id stays, so that the search by file name does not find the same task again.
     */
    public void lostTask(long id, Instant next) {
        change(id, "state = 'PLANNED', polls = 0, next_poll_at = ?", Times.text(next));
    }

    /**
     * Fails the consumed uploads of a replica whose address changed, because their document ids may belong to other
     * documents at the new address. The work items start again with a search by checksum.
     */
    public void failConsumed(long replicaId) {
        db.write()
                .sql("update uploads set state = 'FAILED', error = 'The address of the replica changed; the document is"
                        + " searched for there by its checksum.', changed_at = ?"
                        + " where replica_id = ? and state = 'CONSUMED'")
                .params(Times.text(Instant.now()), replicaId)
                .update();
    }

    /** Fails an upload when the replica provably holds nothing of it. The work item of the document starts again. */
    public void abandon(long id, String why) {
        change(id, "state = 'FAILED', error = ?", why);
    }

    /**
     * Settles an upload whose copy was read back as equal. Changes mapping, upload, work item and run in one
     * transaction.
     *
     * @param more true if the master has further files for the same copy, so that the document stays in the run
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
                work.requeue(upload.replicaId(), upload.masterId(), runId, Work.Reason.FILE);
            }
            change(upload.id(), "state = 'SETTLED', error = null");
        });
    }

    /** Settles an upload whose document the rules now exclude, in one transaction. */
    public void settledLeftOut(
            Upload upload, Comparison nothing, Long runId, Unselected unselected, Unselected.Entry entry) {
        db.inTransaction(() -> {
            settled(upload, nothing, runId, false);
            unselected.put(entry);
        });
    }

    /**
     * Ends a consumed upload whose document is now missing on the master.
     *
     * <p>A new document or version is mapped. Its copy is then treated like every other copy whose document is missing
     * on the master. A replacement is not mapped, because only its file is correct. The replacement is used if the
     * document returns, or mapped if the replaced copy is deleted ({@link Tombstones#done}).
     */
    public void settledWithoutMaster(Upload upload, long runId) {
        String why = "The document was missing on the master before its upload was settled.";
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

    /** Returns the file name under which a copy was uploaded; empty: not known. */
    public Optional<String> fileName(long replicaId, long masterId, long replicaDocId) {
        return db.read()
                .sql("select file_name from uploads where replica_id = ? and master_id = ? and replica_doc_id = ?"
                        + " order by id desc limit 1")
                .params(replicaId, masterId, replicaDocId)
                .query(String.class)
                .optional();
    }

    /** Fails an upload and its work item, in one transaction. */
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
