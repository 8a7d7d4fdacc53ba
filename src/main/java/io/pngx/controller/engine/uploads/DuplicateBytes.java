package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Duplicates;
import io.pngx.controller.store.Duplicates.Duplicate;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Versions;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Queues again the documents that could not be uploaded, because a v2 replica already had the same bytes in the copy of
 * another document, the holder. A waiting document is queued after one of four changes: the holder is missing on the
 * master, the holder's copy has another file, the waiting document changed on the master, or the replica accepts
 * duplicates.
 */
public final class DuplicateBytes {
    private final Duplicates duplicates;
    private final SyncMap mappings;
    private final Versions versions;

    public DuplicateBytes(Duplicates duplicates, SyncMap mappings, Versions versions) {
        this.duplicates = duplicates;
        this.mappings = mappings;
        this.versions = versions;
    }

    /** Queues each document that no longer has to wait. */
    public void requeueUnblocked(Session session, InstanceSnapshot master) {
        duplicates.of(session.replicaId()).stream()
                .filter(isBlocked(session, master).negate())
                .forEach(duplicates::tryAgain);
    }

    /** Returns the ids, on the master, of the documents that must wait now. */
    public Set<Long> waiting(Session session, InstanceSnapshot master) {
        return duplicates.of(session.replicaId()).stream()
                .filter(isBlocked(session, master))
                .map(Duplicate::masterId)
                .collect(Collectors.toSet());
    }

    private Predicate<Duplicate> isBlocked(Session session, InstanceSnapshot master) {
        LongPredicate onMaster = master::lists;
        return duplicate -> {
            String scanned = master.scanned().get(duplicate.masterId());
            boolean touched = scanned != null && !scanned.equals(duplicate.seen());
            boolean holderHasBytes = onMaster.test(duplicate.holderId())
                    && mappings.find(session.replicaId(), duplicate.holderId())
                            .map(mapping -> versions.current(mapping).hasBytes(duplicate.sha256()))
                            .orElse(false);
            return holderHasBytes && !touched && !session.dialect().acceptsDuplicates();
        };
    }
}
