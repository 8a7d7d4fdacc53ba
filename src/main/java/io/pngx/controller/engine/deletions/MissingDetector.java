package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Compares complete inventories: opens tombstones for documents and lookups that are missing on the master, and closes
 * the tombstones of objects that returned.
 */
public final class MissingDetector {
    private final Tombstones tombstones;
    private final Unselected unselected;
    private final SyncMap mappings;
    private final LookupMap lookups;
    private final Journal journal;
    private final Clock clock;

    public MissingDetector(Tables tables, Journal journal, Clock clock) {
        this.tombstones = tables.tombstones();
        this.unselected = tables.unselected();
        this.mappings = tables.mappings();
        this.lookups = tables.lookups();
        this.journal = journal;
        this.clock = clock;
    }

    /** Returns whether documents or lookups without a tombstone are missing on the master. */
    public boolean isAny(Session session, InstanceSnapshot master, CopyIds mapped) {
        Set<Long> known = known(session, Tombstone.DOCUMENTS);
        return mapped.masterIds().anyMatch(id -> !master.lists(id) && !known.contains(id))
                || Arrays.stream(Kind.values())
                        .anyMatch(kind -> !known(session, kind.path())
                                .containsAll(missing(session, kind).keySet()));
    }

    private Set<Long> known(Session session, String kind) {
        return tombstones.standing(session.replicaId(), kind).stream()
                .map(Tombstone::masterId)
                .collect(Collectors.toSet());
    }

    /** Returns the lookups that are mapped, on the replica, and missing on the master, by master id. */
    private Map<Long, Lookup> missing(Session session, Kind kind) {
        var translation = session.translation();
        Map<Long, Lookup> missing = new LinkedHashMap<>();
        lookups.of(session.replicaId(), kind.path()).forEach((masterId, replicaId) -> {
            Lookup there = translation.replica().get(kind, replicaId);
            if (translation.master().get(kind, masterId) == null && there != null) {
                missing.put(masterId, there);
            }
        });
        return missing;
    }

    /**
     * Updates the tombstones of documents.
     *
     * @param mapped ids of the copies by the ids of the master's documents
     */
    public void documents(Session session, InstanceSnapshot master, Map<Long, Long> mapped) {
        LongPredicate live = master::lists;
        Instant now = clock.instant();
        for (Tombstone tombstone : tombstones.standing(session.replicaId(), Tombstone.DOCUMENTS)) {
            if (tombstone.byRule() == null
                    && live.test(tombstone.masterId())
                    && tombstone.state() != Tombstone.State.DONE) {
                tombstones.returned(tombstone.id());
                journal.info(
                        session,
                        tombstone.masterId(),
                        "on master again",
                        Text.of("\"{0}\" is on the master again.", String.valueOf(tombstone.title())));
            }
        }
        unselected(session, mapped, now);
        mapped.forEach((masterId, replicaId) -> {
            if (!live.test(masterId)) {
                Mapping mapping = mappings.find(session.replicaId(), masterId).orElseThrow();
                tombstones.observe(session.replicaId(), Tombstone.DOCUMENTS, masterId, replicaId, mapping.name(), now);
            }
        });
    }

    /** Updates the tombstones of copies that the rules no longer select, if the replica is configured to trash them. */
    private void unselected(Session session, Map<Long, Long> mapped, Instant now) {
        Map<Long, Unselected.Entry> left =
                session.replica().trashesUnselected() ? unselected.of(session.replicaId()) : Map.of();
        for (Tombstone tombstone : tombstones.standing(session.replicaId(), Tombstone.DOCUMENTS)) {
            if (tombstone.byRule() != null
                    && !left.containsKey(tombstone.masterId())
                    && tombstone.state() != Tombstone.State.DONE) {
                tombstones.returned(tombstone.id());
            }
        }
        left.forEach((masterId, entry) -> {
            if (mapped.containsKey(masterId)
                    && entry.revision().equals(session.rules().revision())) {
                tombstones.unselected(
                        session.replicaId(), masterId, mapped.get(masterId), entry.title(), entry.rule(), now);
            }
        });
    }

    /** Updates the tombstones of mapped lookups that the replica has and the master no longer lists. */
    public void lookups(Session session) {
        var translation = session.translation();
        Instant now = clock.instant();
        for (Kind kind : Kind.values()) {
            for (Tombstone tombstone : tombstones.standing(session.replicaId(), kind.path())) {
                if (translation.master().get(kind, tombstone.masterId()) != null
                        || translation.ids().get(kind).containsValue(tombstone.replicaObjectId())) {
                    tombstones.returned(tombstone.id());
                }
            }
            missing(session, kind)
                    .forEach((masterId, there) -> tombstones.observe(
                            session.replicaId(), kind.path(), masterId, there.id(), there.name(), now));
        }
    }
}
