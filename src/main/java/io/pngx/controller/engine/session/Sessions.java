package io.pngx.controller.engine.session;

import io.pngx.controller.sync.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps the open sessions, the replicas whose uploads make way for a due cycle, and the open runs that are paused.
 * {@link ReplicaLocks} keeps the locks.
 */
public final class Sessions {
    /**
     * If a cycle is due, uploads leave the lock free for this time, which is longer than the time between two ticks of
     * the schedule.
     */
    private static final Duration LEFT_TO_CYCLE = Duration.ofSeconds(2);

    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Session> readOnlySessions = new ConcurrentHashMap<>();
    /**
     * Maps the id of a replica to the time until which uploads do not take the replica's lock, because a due cycle
     * waits for the lock.
     */
    private final Map<Long, Instant> wanted = new ConcurrentHashMap<>();
    /** Open runs that a fault of the machine paused. A paused run has no session until it resumes. */
    private final Set<Long> paused = ConcurrentHashMap.newKeySet();

    /** Asks the uploads of a replica to release its lock, because a cycle is due. */
    public void wantLock(long replicaId) {
        wanted.put(replicaId, Instant.now().plus(LEFT_TO_CYCLE));
    }

    /** @return whether a due cycle waits for the lock of a replica */
    public boolean isLockWanted(long replicaId) {
        Instant until = wanted.get(replicaId);
        return until != null && Instant.now().isBefore(until);
    }

    /** Records that the cycle has the lock, so that uploads may take the lock again afterwards. */
    void clearLockWanted(long replicaId) {
        wanted.remove(replicaId);
    }

    /** @return the session of the open run; a run that only reads takes precedence */
    public Optional<Session> current(long replicaId) {
        return Optional.ofNullable(readOnlySessions.getOrDefault(replicaId, sessions.get(replicaId)));
    }

    public void open(Session session) {
        sessions.put(session.replicaId(), session);
    }

    public void close(Session session) {
        sessions.remove(session.replicaId(), session);
    }

    public void markPausedByMachine(long runId) {
        paused.add(runId);
    }

    public void clearPausedByMachine(long runId) {
        paused.remove(runId);
    }

    public boolean isPausedByMachine(long runId) {
        return paused.contains(runId);
    }

    /** @return the open session of a run that writes */
    public Optional<Session> find(long replicaId) {
        return Optional.ofNullable(sessions.get(replicaId));
    }

    /**
     * Opens the session of a run that only reads. The run holds the lock from start to end, so each replica has at most
     * one such session.
     */
    public void openReadOnly(Session session) {
        readOnlySessions.put(session.replicaId(), session);
    }

    public void closeReadOnly(long replicaId) {
        readOnlySessions.remove(replicaId);
    }

    /** @return the rules of all open sessions; the routes of these rules must not be removed yet */
    public List<Rules> rulesInUse() {
        return Stream.concat(sessions.values().stream(), readOnlySessions.values().stream())
                .map(Session::rules)
                .toList();
    }

    /** @return the open sessions of runs that write */
    public List<Session> all() {
        return List.copyOf(sessions.values());
    }

    boolean isEmpty() {
        return sessions.isEmpty() && readOnlySessions.isEmpty();
    }
}
