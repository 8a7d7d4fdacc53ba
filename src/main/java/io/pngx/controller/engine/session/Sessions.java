package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Rules;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;

/** The sessions of all replicas, and one lock per replica: there is never more than one writer. */
public final class Sessions {
    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Long, Session> looks = new ConcurrentHashMap<>();
    private final Map<Long, Hand> locks = new ConcurrentHashMap<>();
    /** Open runs that the machine paused: nobody has them in hand until they are begun again. */
    private final Set<Long> paused = ConcurrentHashMap.newKeySet();

    /** Who holds a lock. An exchange stays on its thread from the lock to its end. */
    private record Hand(Exchange exchange, Thread thread) {
        /**
         * Does the thread still work? One that has ended its exchange waits for other work, and Camel is no part of
         * that.
         */
        boolean isLost() {
            return !thread.isAlive()
                    || Arrays.stream(thread.getStackTrace())
                            .noneMatch(frame -> frame.getClassName().startsWith("org.apache.camel."));
        }
    }

    /**
     * Takes a replica's lock for the rest of this exchange. It is given back when the exchange is done, however it
     * ends; a replica whose lock is taken is refused, not queued. So is who comes with a session that another one has
     * followed meanwhile: what it knows of both ends is out of date.
     */
    public synchronized boolean tryLock(Exchange exchange, @ExchangeProperty("replicaId") long replicaId) {
        Hand holder = new Hand(exchange, Thread.currentThread());
        if (locks.putIfAbsent(replicaId, holder) != null) {
            return false;
        }
        Session session = exchange.getProperty("session", Session.class);
        if (session != null && sessions.get(replicaId) != session) {
            locks.remove(replicaId, holder);
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                // nobody has handled it: what is in hand must not end as if all were well
                if (done.getException() != null) {
                    inHand(replicaId)
                            .ifPresent(now -> now.stop(
                                    Replica.State.ERROR,
                                    "The run broke off: " + done.getException().getMessage()));
                }
                locks.remove(replicaId, holder);
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        return true;
    }

    /** Does this while nobody works with an instance: with the master, nobody at all. Not at all where somebody does. */
    public synchronized void whenIdle(String host, Runnable action) {
        if (locks.keySet().stream()
                .noneMatch(replicaId -> host.equals(Instance.MASTER_HOST) || host.equals(Replica.hostOf(replicaId)))) {
            action.run();
        }
    }

    public boolean busy(long replicaId) {
        return locks.containsKey(replicaId);
    }

    /** Replicas whose lock nobody will give back. */
    public List<Long> lost() {
        return locks.entrySet().stream()
                .filter(lock -> isLost(lock.getKey(), lock.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The lock is asked for last: an exchange that ends well gives it back before its thread rests. */
    private boolean isLost(long replicaId, Hand hand) {
        return hand.isLost() && locks.get(replicaId) == hand;
    }

    /** Ends the exchange that is lost, with all that waits for its end: its lock, its files, what it forbade. */
    public void free(long replicaId) {
        Hand hand = locks.get(replicaId);
        if (hand != null && isLost(replicaId, hand)) {
            hand.exchange().setRouteStop(true); // what may be left of it in Camel's queues does nothing more
            try {
                Optional.ofNullable(hand.exchange().getUnitOfWork()).ifPresent(work -> work.done(hand.exchange()));
            } finally {
                locks.remove(replicaId, hand);
            }
        }
    }

    /** That holds the lock of a replica. */
    public Optional<Thread> thread(long replicaId) {
        return Optional.ofNullable(locks.get(replicaId)).map(Hand::thread);
    }

    /** The session of the run that writes or looks. */
    public Optional<Session> inHand(long replicaId) {
        return Optional.ofNullable(looks.getOrDefault(replicaId, sessions.get(replicaId)));
    }

    public void open(Session session) {
        sessions.put(session.replicaId(), session);
    }

    public void close(Session session) {
        sessions.remove(session.replicaId(), session);
    }

    public void pausedByMachine(long runId) {
        paused.add(runId);
    }

    public void begunOrEnded(long runId) {
        paused.remove(runId);
    }

    public boolean isPausedByMachine(long runId) {
        return paused.contains(runId);
    }

    public Optional<Session> find(long replicaId) {
        return Optional.ofNullable(sessions.get(replicaId));
    }

    /** Sessions that are open and not in somebody's hand, for the tick. */
    public Collection<Session> idle() {
        return sessions.values().stream()
                .filter(session -> !busy(session.replicaId()))
                .toList();
    }

    /** A session of a run that only reads; there is one a replica, for it holds the lock from beginning to end. */
    public void look(Session session) {
        looks.put(session.replicaId(), session);
    }

    public void looked(long replicaId) {
        looks.remove(replicaId);
    }

    /** The rules that are in somebody's hand: their routes must not go yet. */
    public List<Rules> rulesInUse() {
        return Stream.concat(sessions.values().stream(), looks.values().stream())
                .map(Session::rules)
                .toList();
    }

    public List<Session> all() {
        return List.copyOf(sessions.values());
    }
}
