package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.sync.PollPace;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Learns how long each replica takes to consume a file, and plans the polls of the replica's tasks by these times. */
public final class ConsumeTimes {
    private final Map<Long, PollPace> paces = new ConcurrentHashMap<>();

    private PollPace pace(long replicaId) {
        return paces.computeIfAbsent(replicaId, id -> new PollPace());
    }

    /**
     * Returns the time of the first poll of a new task. The replica consumes the tasks in flight before the new task.
     */
    Instant firstPoll(Session session) {
        return Instant.now()
                .plus(pace(session.replicaId()).first(session.uploads().inFlight()));
    }

    /** Returns the time of the next poll of an unfinished task. */
    Instant nextPoll(long replicaId, int polls) {
        return Instant.now().plus(pace(replicaId).next(polls));
    }

    /**
     * Learns from a task that succeeded. Uses only the times that the replica reports. If the time of the poll were
     * used instead, each delayed poll would make the task seem longer, and so delay the later polls even more.
     */
    void consumed(long replicaId, ConsumeTask task) {
        if (task.createdAt() != null && task.doneAt() != null) {
            pace(replicaId).consumed(task.createdAt(), task.doneAt());
        }
    }

    /** Returns the expected end of a task that the replica has just begun to consume. */
    Instant expectedEnd(long replicaId) {
        return Instant.now().plus(pace(replicaId).first(0));
    }
}
