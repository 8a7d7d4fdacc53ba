package io.pngx.controller.engine.uploads;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.PollPace;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Learns how long each replica takes to consume a file, and plans the polls of its tasks accordingly. */
public final class ConsumeTimes {
    private final Uploads uploads;
    private final Map<Long, PollPace> paces = new ConcurrentHashMap<>();

    public ConsumeTimes(Uploads uploads) {
        this.uploads = uploads;
    }

    private PollPace pace(long replicaId) {
        return paces.computeIfAbsent(replicaId, id -> new PollPace());
    }

    /** The first poll of a task that was queued behind the tasks in flight. */
    Instant firstPoll(long replicaId) {
        return Instant.now().plus(pace(replicaId).first(uploads.inFlight(replicaId)));
    }

    /** The next poll of a task that was not finished. */
    Instant nextPoll(long replicaId, int polls) {
        return Instant.now().plus(pace(replicaId).next(polls));
    }

    /**
     * Records a task that succeeded. The replica's own times count: the time of a poll would also count how late the
     * poll was, and each late poll would delay the next one.
     */
    void consumed(long replicaId, ConsumeTask task) {
        if (task.createdAt() != null && task.doneAt() != null) {
            pace(replicaId).consumed(task.createdAt(), task.doneAt());
        }
    }

    /** When the task is expected to end that the replica's consumer has just begun. */
    Instant expectedEnd(long replicaId) {
        return Instant.now().plus(pace(replicaId).first(0));
    }
}
