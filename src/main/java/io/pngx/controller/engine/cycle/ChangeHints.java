package io.pngx.controller.engine.cycle;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.sync.Due;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Collects the documents that the master's webhooks report, for a short run of each replica. The run reads the
 * documents from the master as usual. A lost webhook only delays a change, and a wrong webhook only costs a few reads.
 */
public final class ChangeHints {
    /** A run starts after this time without a further webhook, because webhooks come in groups. */
    private static final Duration QUIET = Duration.ofSeconds(2);
    /** Longest time from the first webhook to the start of a run, even if more webhooks arrive. */
    private static final Duration LATEST = Duration.ofSeconds(10);
    /** A webhook can arrive before the master commits the change, so the document is compared again after this time. */
    private static final Duration ONCE_MORE = Duration.ofSeconds(20);
    /** Number of waiting documents above which a run that compares all changes is cheaper. */
    private static final int MOST = 500;

    private final Replicas replicas;
    private final Clock clock;
    private final Set<Long> reported = new HashSet<>();
    private final Map<Long, Instant> again = new HashMap<>();
    private final Map<Long, Set<Long>> waiting = new HashMap<>();
    private Instant first;
    private Instant last;

    public ChangeHints(Replicas replicas, Clock clock) {
        this.replicas = replicas;
        this.clock = clock;
    }

    /** @param document id of the document on the master */
    public synchronized void hint(long document) {
        last = clock.instant();
        first = first == null ? last : first;
        reported.add(document);
    }

    /** @return whether documents must be compared now: after new webhooks, or for the second time after a webhook */
    public synchronized boolean isDue() {
        Instant now = clock.instant();
        return isQuiet(now) || again.values().stream().anyMatch(since -> Due.elapsed(since, ONCE_MORE, now));
    }

    private boolean isQuiet(Instant now) {
        return last != null && (Due.elapsed(last, QUIET, now) || Due.elapsed(first, LATEST, now));
    }

    /**
     * Adds the named documents to the waiting documents of each replica. If a replica is disabled or paused, or if more
     * than 500 documents wait, a run that compares all changes is due instead.
     */
    public synchronized void release() {
        Instant now = clock.instant();
        Set<Long> documents = new HashSet<>();
        again.entrySet()
                .removeIf(entry -> Due.elapsed(entry.getValue(), ONCE_MORE, now) && documents.add(entry.getKey()));
        if (isQuiet(now)) {
            documents.addAll(reported);
            reported.forEach(document -> again.put(document, now));
            reported.clear();
            first = null;
            last = null;
        }
        for (Replica replica : replicas.all()) {
            Set<Long> waits = waiting.computeIfAbsent(replica.id(), id -> new HashSet<>());
            waits.addAll(documents);
            if (!replica.enabled() || replica.paused() || waits.size() > MOST) {
                waits.clear();
                replicas.cycleStarted(replica.id(), null);
            }
        }
    }

    /** @return the documents that wait for the next run of a replica */
    synchronized Set<Long> waiting(long replicaId) {
        return Set.copyOf(waiting.getOrDefault(replicaId, Set.of()));
    }

    /** Removes documents that a queued run of the replica will compare. */
    synchronized void queued(long replicaId, Set<Long> documents) {
        waiting.getOrDefault(replicaId, new HashSet<>()).removeAll(documents);
    }
}
