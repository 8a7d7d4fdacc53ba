package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.text.OneLine;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of {@code GET /api/tasks/} with {@code version=9} (paperless-api.md §6).
 *
 * @param id the key of the row, which is needed to acknowledge the task
 * @param dateDone when the worker ended the task, by the instance's clock; null: the task has not ended, or the answer
 *     lacks the time
 * @param relatedDocument on SUCCESS the new document, on FAILURE the existing duplicate; a string on v2, a number on
 *     v3, null if unknown
 */
public record ConsumeTask(
        long id,
        String taskId,
        String taskName,
        String taskFileName,
        String dateCreated,
        String dateDone,
        String status,
        String result,
        JsonNode relatedDocument) {
    private static final int LONGEST_MESSAGE = 500;
    private static final Pattern ID = Pattern.compile("[\\w.-]{1,255}");
    private static final Pattern DOCUMENT = Pattern.compile("([1-9]\\d{0,17})?");
    private static final Pattern NEW_ID = Pattern.compile("New document id (\\d{1,18}) created");
    private static final Pattern DUPLICATE_ID = Pattern.compile("It is a duplicate of .*\\(#(\\d{1,18})\\)");
    private static final Pattern WORKER_DIED = Pattern.compile("(?:^|WorkerLostError: )Worker exited prematurely: ");
    private static final Pattern LOST_BROKER = Pattern.compile("^(?:Error -?\\d+ connecting to |Error while "
            + "(?:reading from|writing to) |Connection closed by server|"
            + "Retry limit exceeded while trying to reconnect to the Celery result store)");
    /** The unique index of the checksums on SQLite, PostgreSQL and MariaDB. */
    private static final Pattern CHECKSUM_TAKEN =
            Pattern.compile("UNIQUE constraint failed: documents_document\\.checksum"
                    + "|unique constraint \"documents_document_checksum_"
                    + "|Duplicate entry .* for key '[^']*checksum[^']*'");

    private static final Pattern DUPLICATE = Pattern.compile("Not consuming.*It is a duplicate of", Pattern.DOTALL);

    public ConsumeTask {
        Shape.require(id > 0 && isId(taskId) && status != null, "a task with id, task_id and status");
        Shape.require(
                relatedDocument == null
                        || relatedDocument.isNull()
                        || DOCUMENT.matcher(relatedDocument.asText()).matches(),
                "a task with a valid related_document");
        Shape.time(dateCreated, "a task's time");
        Shape.time(dateDone, "a task's time");
    }

    /**
     * Returns whether a text is a valid task id. An id becomes part of a URI, and Camel would fill in placeholders in
     * an invalid id.
     */
    public static boolean isId(String text) {
        return text != null && ID.matcher(text).matches();
    }

    public boolean finished() {
        return "SUCCESS".equals(status) || "FAILURE".equals(status) || "REVOKED".equals(status);
    }

    /** Returns whether the task consumes a file. A v3 instance also lists all other tasks of its workers. */
    public boolean consumes() {
        return taskName == null || taskName.equals("consume_file");
    }

    /** Returns whether no worker has started the task. The task is in the queue, or was lost with the queue. */
    public boolean waits() {
        return "PENDING".equals(status);
    }

    public boolean succeeded() {
        return "SUCCESS".equals(status);
    }

    /**
     * Returns whether the text of a failure is still missing. A v2 instance writes the row first, and the text some
     * milliseconds later (paperless-api.md §6, "v2 race").
     */
    public boolean isTextPending() {
        return "FAILURE".equals(status) && (result == null || result.startsWith("<traceback"));
    }

    /** Returns whether the consumer refused the file because the instance holds the same bytes. */
    public boolean duplicate() {
        return "FAILURE".equals(status)
                && result != null
                && DUPLICATE.matcher(result).find();
    }

    /**
     * Returns whether a v2 consumer changed the file into bytes that another document has. The consumer searches for
     * duplicates of the bytes that were sent, and stores the changed bytes later.
     */
    public boolean changedIntoDuplicate() {
        return "FAILURE".equals(status)
                && result != null
                && CHECKSUM_TAKEN.matcher(result).find();
    }

    /**
     * Returns whether the worker process died while it consumed the file: the process ran out of memory, or was stopped
     * with its service. Celery writes the cause into the row (observed on both versions). The document may nevertheless
     * have been stored.
     */
    public boolean workerDied() {
        return "FAILURE".equals(status)
                && result != null
                && WORKER_DIED.matcher(result).find();
    }

    /**
     * Returns whether the worker lost Redis while it consumed the file. The row then holds the error of the Redis
     * client (observed on v3). The document may nevertheless have been stored.
     */
    public boolean lostBroker() {
        return "FAILURE".equals(status)
                && result != null
                && LOST_BROKER.matcher(result).find();
    }

    /** Returns the text of the result on one line, for messages; null: the task has none. */
    public String message() {
        return result == null ? null : OneLine.of(result, LONGEST_MESSAGE);
    }

    /** Returns the id of the document that the task names; null if the task names no document. */
    public Long document() {
        if (relatedDocument != null
                && !relatedDocument.isNull()
                && !relatedDocument.asText().isBlank()) {
            return Long.valueOf(relatedDocument.asText());
        }
        if (result == null) {
            return null;
        }
        Matcher matcher = (succeeded() ? NEW_ID : DUPLICATE_ID).matcher(result);
        return matcher.find() ? Long.valueOf(matcher.group(1)) : null;
    }

    public Instant createdAt() {
        return Shape.time(dateCreated, "a task's time");
    }

    public Instant doneAt() {
        return Shape.time(dateDone, "a task's time");
    }
}
