package io.pngx.controller.engine.lookups;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.sync.LookupMatches;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;

/** Maps the lookups of the master to the lookups of a replica. */
public final class LookupMatching {
    private final LookupMap mappings;
    private final CopyInvalidation invalidation;
    private final Journal journal;

    public LookupMatching(LookupMap mappings, CopyInvalidation invalidation, Journal journal) {
        this.mappings = mappings;
        this.invalidation = invalidation;
        this.journal = journal;
    }

    /** Maps the lookups of a kind. Runs that only read store no mapping. */
    void map(Kind kind, Session session) {
        var translation = session.translation();
        boolean keeps = !session.run().mode().onlyReads();
        if (keeps) {
            mapCreatedLookups(session, kind);
        }
        detachReused(kind, session);
        Map<Long, Long> stored = session.stored(mappings, kind.path());
        Map<Long, Long> ids = LookupMatches.of(kind, translation, stored);
        if (keeps) {
            storeMappings(session, kind, stored, ids);
        }
        translation.ids().get(kind).putAll(ids);
        translation.kept().get(kind).addAll(lookupsGoneFromMaster(kind, translation, stored, ids));
    }

    /**
     * Detaches lookups whose ids the master may have assigned to other lookups. Otherwise documents of the replica's
     * users would get lookups that these users never chose.
     */
    private void detachReused(Kind kind, Session session) {
        var translation = session.translation();
        Map<Long, Long> stored = session.stored(mappings, kind.path());
        Map<Long, String> missed = mappings.missed(session.replicaId(), kind.path());
        List<Long> reused = LookupMatches.reused(
                kind, translation, stored, missed, session.lookups().mayHaveReusedIds());
        if (session.run().mode().onlyReads()) {
            session.lookups().detached(kind).addAll(reused);
            return;
        }
        for (long masterId : reused) {
            mappings.detach(session.replicaId(), kind.path(), masterId);
            Lookup other = translation.master().get(kind, masterId);
            if (other != null) {
                Text word = Text.of(kind.word());
                String name =
                        translation.replica().get(kind, stored.get(masterId)).name();
                journal.warn(
                        session,
                        null,
                        "older state",
                        missed.containsKey(masterId)
                                ? Text.of(
                                        "{0} \"{1}\" of the replica keeps its name: it was missing on the master, which"
                                                + " gave its id to another lookup, \"{2}\".",
                                        word, name, other.name())
                                : Text.of(
                                        "{0} \"{1}\" of the replica keeps its name: the master is in an older state"
                                                + " than before, and may have given its id to another lookup, \"{2}\"."
                                                + " \"{1}\" counts as missing on the master.",
                                        word, name, other.name()));
            }
        }
    }

    /**
     * @return ids of the replica's mapped lookups that are missing on the master, and have no successor on the master
     */
    private static Set<Long> lookupsGoneFromMaster(
            Kind kind, Translation translation, Map<Long, Long> stored, Map<Long, Long> ids) {
        Set<Long> left = stored.entrySet().stream()
                .filter(entry -> translation.master().get(kind, entry.getKey()) == null)
                .map(Map.Entry::getValue)
                .filter(id -> translation.replica().get(kind, id) != null)
                .collect(Collectors.toSet());
        left.removeAll(ids.values());
        return left;
    }

    /**
     * Maps the lookups of all kinds for a verification, and changes nothing. A lookup that is missing on the replica,
     * or that has another type there, is no part of the targets: either the copies were written without this lookup, or
     * a user deleted it on the replica, and the copies lost it ({@link
     * io.pngx.controller.engine.documents.DocumentPair#lostLookups}).
     */
    public void match(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        matchFor(session.translation(), session.replicaId());
    }

    /** Maps the lookups of all kinds as {@link #match} does, but without a session. */
    public void matchFor(Translation translation, long replicaId) {
        for (Kind kind : Kind.values()) {
            Map<Long, Long> ids = translation.ids().get(kind);
            Map<Long, Long> mapped = mappings.of(replicaId, kind.path());
            Map<Long, Long> stored = LookupMap.detached(
                    mapped,
                    LookupMatches.reused(kind, translation, mapped, mappings.missed(replicaId, kind.path()), false));
            ids.putAll(LookupMatches.of(kind, translation, stored));
            translation.kept().get(kind).addAll(lookupsGoneFromMaster(kind, translation, stored, ids));
            for (Lookup lookup : translation.master().of(kind)) {
                Long there = ids.get(lookup.id());
                if (there == null
                        || !Objects.equals(
                                translation.replica().get(kind, there).dataType(), lookup.dataType())) {
                    ids.remove(lookup.id());
                    translation.uncarried().get(kind).add(lookup.id());
                }
            }
        }
    }

    /**
     * Maps lookups that the controller created on the replica with a call whose answer was lost. Finds a lookup by the
     * name in the intent, because the master's lookup may have been renamed since.
     */
    private void mapCreatedLookups(Session session, Kind kind) {
        long replicaId = session.replicaId();
        for (LookupMap.Intent intent : mappings.intents(replicaId, kind.path())) {
            Map<Long, Long> stored = mappings.of(replicaId, kind.path());
            session.translation().replica().of(kind).stream()
                    .filter(there -> matches(intent, there) && !stored.containsValue(there.id()))
                    .findFirst()
                    .ifPresentOrElse(
                            made -> {
                                mappings.put(replicaId, kind.path(), intent.masterId(), made.id());
                                session.lookups().created(kind).add(intent.masterId());
                            },
                            () -> mappings.drop(replicaId, kind.path(), intent.masterId()));
        }
    }

    /** @return whether a lookup of the replica has the name and the owner of the intent */
    static boolean matches(LookupMap.Intent intent, Lookup there) {
        return there.name().strip().equals(intent.name().strip()) && Objects.equals(there.owner(), intent.owner());
    }

    private void storeMappings(Session session, Kind kind, Map<Long, Long> stored, Map<Long, Long> ids) {
        var translation = session.translation();
        // Deletes the mappings of lookups that are missing on the replica, because the run creates these lookups again.
        // The deletion stage handles lookups that are missing on the master.
        List<Long> missing = stored.entrySet().stream()
                .filter(entry -> translation.replica().get(kind, entry.getValue()) == null)
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty()) {
            // The copies lost these lookups, so all copies are compared. A copy that used one gets another target with
            // the id of the new lookup. After a crash between these steps, the mapping still shows what is missing.
            if (missing.stream().anyMatch(id -> translation.master().get(kind, id) != null)) {
                invalidation.compareAll(session.replicaId());
            }
            missing.forEach(masterId -> mappings.remove(session.replicaId(), kind.path(), masterId));
        }
        ids.forEach((masterId, replicaId) -> {
            // Skips a lookup that replaces a deleted lookup, because LookupUsers.mapSuccessor() maps this lookup.
            if (!replicaId.equals(stored.get(masterId)) && !stored.containsValue(replicaId)) {
                mappings.put(session.replicaId(), kind.path(), masterId, replicaId);
            }
        });
    }
}
