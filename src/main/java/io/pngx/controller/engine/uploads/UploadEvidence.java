package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.sync.UploadStep;

/** Collects the replica's reports about an upload with a lost answer, a lost task or a late task. */
final class UploadEvidence {
    private LostUpload.Trace trace;
    private UploadStep.Queue queue;
    private JsonNode status = MissingNode.getInstance();

    /** @return the evidence of the tasks since the upload; null before the tasks are read */
    LostUpload.Trace trace() {
        return trace;
    }

    void trace(LostUpload.Trace found) {
        trace = found;
    }

    /** @return the tasks that were queued after a late task; null before the tasks are read */
    UploadStep.Queue queue() {
        return queue;
    }

    void queue(UploadStep.Queue read) {
        queue = read;
    }

    /** @return the status page of the replica; a {@code MissingNode} if the replica does not show this page */
    JsonNode status() {
        return status;
    }

    void status(JsonNode page) {
        status = page;
    }

    /** @return whether the replica's worker answers; null if the replica does not report its worker */
    Boolean workerAnswers() {
        String word = status.path("tasks").path("celery_status").asText();
        return word.isEmpty() ? null : (Boolean) word.equals("OK");
    }

    boolean isBrokerDown() {
        return "ERROR".equals(status.path("tasks").path("redis_status").asText());
    }
}
