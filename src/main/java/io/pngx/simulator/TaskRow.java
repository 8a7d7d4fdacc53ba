package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;

/** A row of the task table. Its JSON depends on the server and on the API version (paperless-api.md §6). */
final class TaskRow {
    enum State {
        PENDING,
        STARTED,
        SUCCESS,
        FAILURE
    }

    final int id;
    final String uuid;
    final String fileName;
    final String trigger;
    final Instant created;
    Instant started;
    Instant done;
    State state = State.PENDING;
    /** The result text of v2 and of API version 9. */
    String result;
    /** The structured result of API version 10. */
    JsonNode resultData = NullNode.getInstance();

    JsonNode inputData = NullNode.getInstance();
    Integer relatedDocument;
    Integer duplicateOf;
    boolean acknowledged;
    Integer owner;

    TaskRow(int id, String uuid, String fileName, String trigger, Instant created) {
        this.id = id;
        this.uuid = uuid;
        this.fileName = fileName;
        this.trigger = trigger;
        this.created = created;
    }
}
