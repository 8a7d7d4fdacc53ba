package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Table {@code uploads}: the state machine of uploads. Each method is one transition, committed when the method
 * returns.
 */
public final class Uploads {
    /** Clears the columns that describe a late upload or an unknown outcome. */
    private static final String NORMAL =
            "late = 0, overtaken = 0, question = null, question_at = null, question_until = null";

    /**
     * Condition: the replica did not store the file as it was sent, and no user retried the document since. Rows of
     * earlier versions of the controller have the status SUCCESS instead.
     */
    static final String NOT_STORED = "state = 'FAILED' and (task_status = 'NOT_STORED' or task_status = 'SUCCESS'"
            + " and replica_doc_id is null and posting_at is not null)";

    private final Database db;

    public Uploads(Database db) {
        this.db = db;
    }

    public Optional<Upload> find(long id) {
        return db.read()
                .sql("select * from uploads where id = ?")
                .param(id)
                .query(Rows.of(Upload.class))
                .optional();
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

    /** Marks the upload as late, and schedules the next poll of its task for {@code next}. */
    public void late(long id, Instant next) {
        db.write()
                .sql("update uploads set late = 1, polls = polls + 1, next_poll_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * Records that the outcome of an upload is unknown, and schedules the next check for {@code next}.
     *
     * @param why one sentence for users
     * @param until latest time at which the outcome is decided; null: not known
     */
    public void question(Upload upload, Text why, Instant until, boolean overtaken, Instant next) {
        db.write()
                .sql("""
                update uploads set question = ?, question_text = ?, question_at = coalesce(question_at, ?),
                  question_until = ?, late = 1, overtaken = ?,
                  polls = polls + 1, next_poll_at = ? where id = ?""")
                .params(
                        StoredText.english(why),
                        StoredText.write(why),
                        Times.text(Instant.now()),
                        Times.text(until),
                        overtaken,
                        Times.text(next),
                        upload.id())
                .update();
    }

    /**
     * Records the intent to upload a file. The intent must be committed before the file is sent.
     *
     * @param posting whether the first byte is about to be sent; false: {@link #posting} follows
     */
    public Upload plan(
            long replicaId,
            long masterId,
            String fileName,
            long size,
            String md5,
            String sha256,
            String replicaClock,
            Upload.Order order,
            boolean posting) {
        String now = Times.text(Instant.now());
        return db.write()
                .sql("""
                insert into uploads(replica_id, master_id, state, file_name, size, md5, sha256, replica_clock,
                  planned_at, changed_at, posting_at, kind, copy_id, master_version_id, label, master_modified)
                values (?, ?, 'PLANNED', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning *""")
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
                        posting ? now : null,
                        LowerCase.of(order.kind()),
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

    /** Records that the POST ended without a task id. The search for the task begins at {@code next}. */
    public void unanswered(long id, Upload.Answer answer, Instant next) {
        db.write()
                .sql("update uploads set answer = ?, answered_at = ?, polls = polls + 1, next_poll_at = ? where id = ?")
                .params(LowerCase.of(answer), Times.text(Instant.now()), Times.text(next), id)
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
        statement(
                        id,
                        "state = 'POSTED', task_id = ?, task_status = null, task_since = null, verified = ?, polls = 0, "
                                + NORMAL + ", answered_at = coalesce(answered_at, ?), next_poll_at = ?",
                        "",
                        taskId,
                        named,
                        Times.text(Instant.now()),
                        Times.text(nextPoll))
                .update();
    }

    /** Records the document that the upload created, and returns the changed upload. */
    public Upload consumed(long id, long replicaDocId, boolean adopted) {
        return change(
                id,
                "state = 'CONSUMED', replica_doc_id = ?, adopted = ?, " + NORMAL + ", next_poll_at = null",
                replicaDocId,
                adopted);
    }

    /** Sets the next poll of the oldest task in a replica's queue to {@code at}, unless the poll is due earlier. */
    public void pollNext(long replicaId, Instant at) {
        String sql = """
                update uploads set next_poll_at = ? where next_poll_at > ? and id = (select min(id) from uploads
                  where replica_id = ? and state = 'POSTED' and late = 0)""";
        db.write().sql(sql).params(Times.text(at), Times.text(at), replicaId).update();
    }

    /**
     * Schedules the next poll. A poll is no transition: the time of the last transition stays, and the age of the
     * upload is measured from that time.
     */
    public void wait(long id, Instant next) {
        db.write()
                .sql("update uploads set polls = polls + 1, next_poll_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * Sets an upload back to {@code PLANNED}, because the replica does not know its task, or because the task ended
     * without an outcome. The task id stays, so that the search by file name does not find the same task again. The
     * success of a task that belongs to another file is not kept.
     */
    public void lostTask(long id, Instant next) {
        change(
                id,
                "state = 'PLANNED', task_status = nullif(task_status, 'SUCCESS'), polls = 0, next_poll_at = ?",
                Times.text(next));
    }

    /** Lets the next run send a file again, although the replica did not store the file as it was sent. */
    public void retry(long replicaId, long masterId) {
        db.write()
                .sql("update uploads set task_status = null where replica_id = ? and master_id = ? and " + NOT_STORED)
                .params(replicaId, masterId)
                .update();
    }

    /** Fails an upload whose file the replica did not store as it was sent. Only a user lets it be sent again. */
    Upload notStored(long id, Text why) {
        return change(
                id,
                "state = 'FAILED', task_status = 'NOT_STORED', error = ?, error_text = ?",
                StoredText.english(why),
                StoredText.write(why));
    }

    /** Fails an upload that provably left nothing on the replica. The work item of the document starts again. */
    public void abandon(long id, Text why) {
        change(id, "state = 'FAILED', error = ?, error_text = ?", StoredText.english(why), StoredText.write(why));
    }

    /**
     * Changes columns of an upload, and the time of its last transition.
     *
     * @return the changed upload; null if the upload was deleted together with its replica
     */
    Upload change(long id, String set, Object... values) {
        return statement(id, set, " returning *", values)
                .query(Rows.of(Upload.class))
                .optional()
                .orElse(null);
    }

    private StatementSpec statement(long id, String set, String returning, Object... values) {
        StatementSpec statement =
                db.write().sql("update uploads set " + set + ", changed_at = ? where id = ?" + returning);
        for (Object value : values) {
            statement = statement.param(value);
        }
        return statement.param(Times.text(Instant.now())).param(id);
    }
}
