package io.pngx.controller.engine.review;

import io.pngx.controller.engine.deletions.RemovedCopies;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.sync.Deletion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the deletions on which a run would decide: of missing documents, of excluded documents, and of lookups. */
final class PlannedDeletions {
    private final Tombstones tombstones;
    private final SyncMap mappings;
    private final LookupMap lookups;

    PlannedDeletions(Tables tables) {
        this.tombstones = tables.tombstones();
        this.mappings = tables.mappings();
        this.lookups = tables.lookups();
    }

    Stream<PlannedDeletion> missing(DryPlan plan, RemovedCopies removed) {
        Session session = plan.session();
        Map<Long, Tombstone> documents = known(session, Tombstone.DOCUMENTS);
        return plan.missing().entrySet().stream().map(missing -> {
            long masterId = missing.getKey();
            Mapping mapping = mappings.find(session.replicaId(), masterId).orElseThrow();
            Tombstone known = documents.get(masterId);
            boolean asked = known == null || known.state() == Tombstone.State.OPEN;
            return new PlannedDeletion(
                    Tombstone.DOCUMENTS,
                    masterId,
                    missing.getValue(),
                    mapping.name(),
                    known,
                    mapping.adopted(),
                    // no evidence although the master was asked: the call failed
                    plan.evidence().getOrDefault(masterId, asked ? Deletion.Evidence.UNCLEAR : null),
                    null,
                    removed.contains(missing.getValue()));
        });
    }

    /** Returns the documents that rules exclude. The tombstone of a document that was missing on the master ends. */
    Stream<PlannedDeletion> excluded(DryPlan plan, RemovedCopies removed, RemovedCopies vanished) {
        Map<Long, Tombstone> documents = known(plan.session(), Tombstone.DOCUMENTS);
        return plan.excluded().entrySet().stream().map(excluded -> {
            long masterId = excluded.getKey();
            Mapping mapping =
                    mappings.find(plan.session().replicaId(), masterId).orElseThrow();
            Tombstone known = documents.get(masterId);
            return new PlannedDeletion(
                    Tombstone.DOCUMENTS,
                    masterId,
                    mapping.replicaDocId(),
                    mapping.name(),
                    known == null || known.byRule() == null ? null : known,
                    mapping.adopted(),
                    null,
                    excluded.getValue(),
                    removed.contains(mapping.replicaDocId()) || vanished.contains(mapping.replicaDocId()));
        });
    }

    Stream<PlannedDeletion> lookups(Session session) {
        return Arrays.stream(Kind.values()).flatMap(kind -> {
            Map<Long, Tombstone> known = new HashMap<>(); // by the id of the lookup on the replica
            tombstones
                    .standing(session.replicaId(), kind.path())
                    .forEach(tombstone -> known.put(tombstone.replicaObjectId(), tombstone));
            return session.stored(lookups, kind.path()).entrySet().stream()
                    .filter(mapped -> session.translation().master().get(kind, mapped.getKey()) == null
                            && session.translation().replica().get(kind, mapped.getValue()) != null
                            && !session.translation().ids().get(kind).containsValue(mapped.getValue()))
                    .map(mapped -> new PlannedDeletion(
                            kind.path(),
                            mapped.getKey(),
                            mapped.getValue(),
                            session.translation()
                                    .replica()
                                    .get(kind, mapped.getValue())
                                    .name(),
                            known.get(mapped.getValue()),
                            false,
                            null,
                            null,
                            false));
        });
    }

    private Map<Long, Tombstone> known(Session session, String kind) {
        return known(tombstones, session, kind);
    }

    /** Returns the tombstones of one kind, by the master's ids. */
    static Map<Long, Tombstone> known(Tombstones tombstones, Session session, String kind) {
        Map<Long, Tombstone> known = new HashMap<>();
        tombstones.standing(session.replicaId(), kind).forEach(tombstone -> known.put(tombstone.masterId(), tombstone));
        return known;
    }
}
