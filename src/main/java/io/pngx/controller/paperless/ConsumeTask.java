package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of {@code GET /api/tasks/} with {@code version=9} (paperless-api.md §6).
 *
 * @param id              its key, for acknowledging
 * @param relatedDocument on SUCCESS the new document, on FAILURE the one that it duplicates; a string on v2, a number
 *                        on v3, null where unknown
 */
public record ConsumeTask(
        long id,
        String taskId,
        String taskName,
        String taskFileName,
        String dateCreated,
        String status,
        String result,
        JsonNode relatedDocument) {
    private static final Pattern ID = Pattern.compile("[\\w.-]{1,255}");
    private static final Pattern DOCUMENT = Pattern.compile("([1-9]\\d{0,17})?");
    private static final Pattern NEW_ID = Pattern.compile("New document id (\\d{1,18}) created");
    private static final Pattern DUPLICATE_ID = Pattern.compile("It is a duplicate of .*\\(#(\\d{1,18})\\)");
    private static final Pattern WORKER_DIED = Pattern.compile("(?:^|WorkerLostError: )Worker exited prematurely: ");
    private static final Pattern LOST_BROKER = Pattern.compile("^(?:Error -?\\d+ connecting to |Error while "
            + "(?:reading from|writing to) |Connection closed by server|"
            + "Retry limit exceeded while trying to reconnect to the Celery result store)");
    private static final Pattern DUPLICATE = Pattern.compile("Not consuming.*It is a duplicate of", Pattern.DOTALL);

    public ConsumeTask {
        Shape.require(id > 0 && isId(taskId) && status != null, "a task (id, task_id, status)");
        Shape.require(
                relatedDocument == null
                        || relatedDocument.isNull()
                        || DOCUMENT.matcher(relatedDocument.asText()).matches(),
                "a task (related_document)");
        Shape.time(dateCreated, "a task's time");
    }

    /** It becomes part of an address, and Camel would fill in what stands between two braces there: our environment, too. */
    public static boolean isId(String text) {
        return text != null && ID.matcher(text).matches();
    }

    public boolean finished() {
        return "SUCCESS".equals(status) || "FAILURE".equals(status) || "REVOKED".equals(status);
    }

    /** Is it about a file? v3 lists all that a worker does. */
    public boolean consumes() {
        return taskName == null || taskName.equals("consume_file");
    }

    /** No worker has begun it; or none will, since the queue lost it. */
    public boolean waits() {
        return "PENDING".equals(status);
    }

    public boolean succeeded() {
        return "SUCCESS".equals(status);
    }

    /** v2 writes the row first and its text some milliseconds later (paperless-api.md §6, "v2 race"). */
    public boolean isTextPending() {
        return "FAILURE".equals(status) && (result == null || result.startsWith("<traceback"));
    }

    /** The consumer refused the file because it holds the same bytes. */
    public boolean duplicate() {
        return "FAILURE".equals(status)
                && result != null
                && DUPLICATE.matcher(result).find();
    }

    /**
     * The process that had the file is gone: out of memory, or stopped with all others of its service. Celery says so in the
     * row (both versions, observed); whether the document was stored before is not known.
     */
    public boolean workerDied() {
        return "FAILURE".equals(status)
                && result != null
                && WORKER_DIED.matcher(result).find();
    }

    /**
     * Redis went away while a worker had the file: the words of its client, which reports progress and results there
     * (v3, observed). Whether the
     * document was stored before is not known.
     */
    public boolean lostBroker() {
        return "FAILURE".equals(status)
                && result != null
                && LOST_BROKER.matcher(result).find();
    }

    /** Null where the task names none. */
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
}
