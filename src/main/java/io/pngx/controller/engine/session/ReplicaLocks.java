package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Keeps one lock for each replica, so that each replica has at most one writer. For a switchover, refuses all locks.
 *
 * <p>The monitor of this object guards the locks together with {@link #suspended}: a lock is taken only while the locks
 * are not suspended, and the locks are suspended only while no lock is taken.
 */
public final class ReplicaLocks {
    /** Longest time for which a cycle waits for the lock. Uploads release the lock after their current document. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration WAIT = Duration.ofMillis(50);

    /**
     * If a cycle is due, uploads leave the lock free for this time, which is longer than the time between two ticks of
     * the schedule.
     */
    private static final Duration LEFT_TO_CYCLE = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Map<Long, LockHolder> locks = new ConcurrentHashMap<>();

    /**
     * Maps the id of a replica to the wait in which uploads do not take the replica's lock, because a due cycle waits
     * for the lock.
     */
    private final Map<Long, WaitTime> wanted = new ConcurrentHashMap<>();

    /** No further run starts; open runs continue to their end. */
    private volatile boolean draining;

    /** All locks are refused. */
    private volatile boolean suspended;

    public ReplicaLocks(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Exchange and thread that hold a lock. The exchange stays on the thread until the exchange releases the lock. */
    private record LockHolder(Exchange exchange, Thread thread) {
        /**
         * Returns whether the lock is orphaned: the thread has ended, or has no method of Camel on its stack. Such a
         * thread no longer processes the exchange.
         */
        boolean isLost() {
            return !thread.isAlive()
                    || Arrays.stream(thread.getStackTrace())
                            .noneMatch(frame -> frame.getClassName().startsWith("org.apache.camel."));
        }
    }

    /**
     * Locks a replica until the exchange ends, with or without failure.
     *
     * @return false if another exchange holds the lock, or if the session of the job was closed, which makes the
     *     snapshots of the job out of date
     */
    public boolean tryLock(Exchange exchange, @Body Job job) {
        return lock(exchange, job.run().replicaId(), job.session());
    }

    /**
     * Locks a replica for a cycle. If uploads hold the lock, asks the uploads to release the lock, and waits. Without
     * the wait, a cycle would often read the master, and then not get the lock.
     *
     * @return false if the lock was not released within some seconds
     */
    public boolean awaitLock(Exchange exchange, @Body Job job) throws InterruptedException {
        long replicaId = job.run().replicaId();
        WaitTime longest = new WaitTime().begin(LONGEST_WAIT);
        while (!lock(exchange, replicaId, job.session())) {
            if (suspended || longest.isOver()) {
                return false;
            }
            wantLock(replicaId);
            synchronized (this) {
                wait(WAIT.toMillis());
            }
        }
        wanted.remove(replicaId); // uploads may take the lock again afterwards
        return true;
    }

    /** Asks the uploads of a replica to release its lock, because a cycle is due. */
    public void wantLock(long replicaId) {
        wanted.put(replicaId, new WaitTime().begin(LEFT_TO_CYCLE));
    }

    /** @return whether a due cycle waits for the lock of a replica */
    public boolean isLockWanted(long replicaId) {
        WaitTime wait = wanted.get(replicaId);
        return wait != null && !wait.isOver();
    }

    /** @param session the session in which the exchange works; null if the exchange has no session yet */
    public synchronized boolean lock(Exchange exchange, long replicaId, Session session) {
        LockHolder holder = new LockHolder(exchange, Thread.currentThread());
        if (suspended || locks.putIfAbsent(replicaId, holder) != null) {
            return false;
        }
        if (session != null && sessions.find(replicaId).orElse(null) != session) {
            locks.remove(replicaId, holder);
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                // No error handler has handled this exception. The run must not end as a success.
                if (done.getException() != null) {
                    sessions.current(replicaId)
                            .ifPresent(now -> now.stop(
                                    Replica.State.ERROR,
                                    Text.of(
                                            "The run ended unexpectedly: {0}",
                                            String.valueOf(done.getException().getMessage()))));
                }
                unlock(replicaId, holder);
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        return true;
    }

    private synchronized void unlock(long replicaId, LockHolder holder) {
        locks.remove(replicaId, holder);
        notifyAll(); // wakes cycles that wait for the lock
    }

    /** Prevents the start of further runs until {@link #resume}. Open runs continue to their end. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /**
     * If no exchange holds a lock and no session is open, refuses all locks until {@link #resume}.
     *
     * @return whether all locks are refused now
     */
    public synchronized boolean suspendIfIdle() {
        suspended = locks.isEmpty() && sessions.isEmpty();
        return suspended;
    }

    public synchronized void resume() {
        suspended = false;
        draining = false;
    }

    /** Runs the action if no exchange uses the instance. The master is in use while any replica is locked. */
    public synchronized void whenIdle(String host, Runnable action) {
        if (locks.keySet().stream()
                .noneMatch(replicaId -> host.equals(Instance.MASTER_HOST) || host.equals(Replica.hostOf(replicaId)))) {
            action.run();
        }
    }

    public boolean isLocked(long replicaId) {
        return locks.containsKey(replicaId);
    }

    /** @return ids of replicas with a lock that the holder will never release */
    public List<Long> orphanedLocks() {
        return locks.entrySet().stream()
                .filter(lock -> isLost(lock.getKey(), lock.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    // An exchange that ends normally releases its lock before its thread leaves Camel. The lock is therefore checked
    // after the thread.
    private boolean isLost(long replicaId, LockHolder holder) {
        return holder.isLost() && locks.get(replicaId) == holder;
    }

    /**
     * Ends the exchange that holds an orphaned lock. The end of the exchange releases the lock, temporary files and
     * permits.
     */
    public void release(long replicaId) {
        LockHolder holder = locks.get(replicaId);
        if (holder != null && isLost(replicaId, holder)) {
            holder.exchange().setRouteStop(true); // from now on, steps that are still queued in Camel do nothing
            try {
                Optional.ofNullable(holder.exchange().getUnitOfWork()).ifPresent(work -> work.done(holder.exchange()));
            } finally {
                locks.remove(replicaId, holder);
            }
        }
    }

    /** @return the thread that holds the lock of a replica */
    public Optional<Thread> lockThread(long replicaId) {
        return Optional.ofNullable(locks.get(replicaId)).map(LockHolder::thread);
    }

    /** @return open sessions of replicas that are not locked, and that have no cycle waiting for the lock */
    public Collection<Session> idleSessions() {
        return sessions.all().stream()
                .filter(session -> !isLocked(session.replicaId()) && !isLockWanted(session.replicaId()))
                .toList();
    }
}
