package io.pngx.controller.engine.session;

import io.pngx.controller.sync.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Keeps the open sessions, and the open runs that are paused. {@link ReplicaLocks} keeps the locks. */
public final class Sessions {
    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Session> readOnlySessions = new ConcurrentHashMap<>();
    /** Open runs that a fault of the machine paused. A paused run has no session until it resumes. */
    private final Set<Long> paused = ConcurrentHashMap.newKeySet();

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
