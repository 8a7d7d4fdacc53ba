package io.pngx.controller.engine.lookups;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.sync.LookupChanges;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Translation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Computes and records the changes that make the lookups of a replica equal to the master's. */
public final class SchemaParity {
    private final LookupMap mappings;
    private final SyncMap documents;
    private final CopyInvalidation invalidation;
    private final Runs runs;
    private final Journal journal;

    public SchemaParity(
            LookupMap mappings, SyncMap documents, CopyInvalidation invalidation, Runs runs, Journal journal) {
        this.mappings = mappings;
        this.documents = documents;
        this.invalidation = invalidation;
        this.runs = runs;
        this.journal = journal;
    }

    /**
     * Maps the lookups of a kind and returns the changes to write. Each change is computed after the previous one was
     * written. Runs that only read store no mapping.
     */
    public Iterator<LookupJob> changes(@Body String path, @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Kind kind = Kind.ofPath(path);
        var translation = session.translation();
        boolean keeps = !session.run().mode().onlyReads();
        if (keeps) {
            mapCreatedLookups(session, kind);
        }
        Map<Long, Long> stored = session.stored(mappings, path);
        Map<Long, Long> ids = LookupChanges.match(kind, translation, stored);
        if (keeps) {
            storeMappings(session, kind, stored, ids);
        }
        translation.ids().get(kind).putAll(ids);
        translation.kept().get(kind).addAll(lookupsGoneFromMaster(kind, translation, stored, ids));
        return changes(session, kind);
    }

    /** @return ids of the replica's lookups whose mapped lookup is missing on the master and has no successor */
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
     * Maps the lookups of all kinds for a verification, and changes nothing. If the replica lacks a lookup, or has it
     * with another type, the comparison ignores this lookup, because the copies were settled without it.
     */
    public void match(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        var translation = session.translation();
        for (Kind kind : Kind.values()) {
            Map<Long, Long> ids = translation.ids().get(kind);
            Map<Long, Long> stored = mappings.of(session.replicaId(), kind.path());
            ids.putAll(LookupChanges.match(kind, translation, stored));
            translation.kept().get(kind).addAll(lookupsGoneFromMaster(kind, translation, stored, ids));
            for (Lookup lookup : translation.master().of(kind)) {
                Long replicaId = ids.get(lookup.id());
                if (replicaId == null
                        || !Objects.equals(
                                translation.replica().get(kind, replicaId).dataType(), lookup.dataType())) {
                    ids.remove(lookup.id());
                    translation.uncarried().get(kind).add(lookup.id());
                }
            }
        }
    }

    /**
     * Maps lookups whose creation succeeded although its answer was lost, even if the master's lookup was renamed
     * since.
     */
    private void mapCreatedLookups(Session session, Kind kind) {
        long replicaId = session.replicaId();
        for (LookupMap.Intent intent : mappings.intents(replicaId, kind.path())) {
            Map<Long, Long> stored = mappings.of(replicaId, kind.path());
            session.translation().replica().of(kind).stream()
                    .filter(there -> matches(intent, there) && !stored.containsValue(there.id()))
                    .findFirst()
                    .ifPresentOrElse(
                            made -> mappings.put(replicaId, kind.path(), intent.masterId(), made.id()),
                            () -> mappings.drop(replicaId, kind.path(), intent.masterId()));
        }
    }

    /**
     * Commits the intent to create a lookup, before the call. If a foreign field of another type already has the name,
     * commits no intent, because a later run would mistake that field for the created one.
     */
    public void recordIntent(@Body LookupJob job) {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        JsonNode owner = change.body().path("owner");
        LookupMap.Intent intent = new LookupMap.Intent(
                change.master().id(),
                change.body().path("name").asText(),
                owner.isIntegralNumber() ? owner.longValue() : null);
        if (session.translation().replica().of(change.kind()).stream().noneMatch(there -> matches(intent, there))) {
            mappings.intend(session.replicaId(), change.kind().path(), intent);
        }
    }

    private static boolean matches(LookupMap.Intent intent, Lookup there) {
        return there.name().strip().equals(intent.name().strip()) && Objects.equals(there.owner(), intent.owner());
    }

    private void storeMappings(Session session, Kind kind, Map<Long, Long> stored, Map<Long, Long> ids) {
        var translation = session.translation();
        // A lookup that is missing on the replica is created again. A lookup that is missing on the master is a
        // deletion.
        stored.forEach((masterId, replicaId) -> {
            if (translation.replica().get(kind, replicaId) == null) {
                invalidation.clearFingerprints(session.replicaId()); // the copies lost the lookup
                mappings.remove(session.replicaId(), kind.path(), masterId);
            }
        });
        ids.forEach((masterId, replicaId) -> {
            // else: mapSuccessor() maps the lookup
            if (!replicaId.equals(stored.get(masterId)) && !stored.containsValue(replicaId)) {
                mappings.put(session.replicaId(), kind.path(), masterId, replicaId);
            }
        });
    }

    /**
     * A lookup of the master that has the name of a lookup that was deleted on the master, and takes over that lookup's
     * counterpart on the replica.
     */
    public record Successor(Session session, Kind kind, long masterId, long replicaId) {
        public String getHost() {
            return session.getHost();
        }

        /** @return the filter for the copies that use the lookup */
        public String getUsers() {
            return kind.documentFilter(replicaId);
        }
    }

    /** A custom field of the master whose type or options changed. */
    public record RedefinedField(Session session, Lookup field) {
        public long getFieldId() {
            return field.id();
        }
    }

    /**
     * Returns the successors of lookups. The master does not mark documents as modified when they lose a deleted lookup
     * (paperless-api.md §3), so their copies must be queued.
     */
    public List<Successor> successors(@Body String path, @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Kind kind = Kind.ofPath(path);
        Map<Long, Long> stored = session.stored(mappings, path);
        return session.stopped()
                ? List.of()
                : session.translation().ids().get(kind).entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(stored.get(entry.getKey()))
                                && stored.containsValue(entry.getValue()))
                        .map(entry -> new Successor(session, kind, entry.getKey(), entry.getValue()))
                        .toList();
    }

    /**
     * Queues the copies that use the lookup, then stores the mapping. The order matters: after a stop in between, the
     * next run queues the copies again.
     */
    public void mapSuccessor(@Body Successor successor, @Variable(ExchangeNames.ANSWER) DocumentPage users) {
        Session session = successor.session();
        Arrays.stream(users.ids())
                .forEach(id -> documents
                        .masterDoc(session.replicaId(), id)
                        .ifPresent(masterId -> invalidation.invalidate(session.replicaId(), masterId)));
        mappings.put(session.replicaId(), successor.kind().path(), successor.masterId(), successor.replicaId());
    }

    private static Iterator<LookupJob> changes(Session session, Kind kind) {
        var translation = session.translation();
        Deque<Lookup> order = new ArrayDeque<>(LookupChanges.inWriteOrder(kind, translation.master()));
        Set<Long> moved = new HashSet<>();
        return new Iterator<>() {
            private boolean atTheEnd = kind != Kind.TAG;

            @Override
            public boolean hasNext() {
                return !(order.isEmpty() && atTheEnd) && !session.stopped();
            }

            // The change is computed here and not in hasNext(), because the split calls hasNext() before the last item
            // is processed, when the id of a parent may still be missing. The split skips null.
            @Override
            public LookupJob next() {
                if (order.isEmpty()) {
                    atTheEnd = true;
                    order.addAll(session.postponedMoves());
                    return null;
                }
                LookupChanges.Change change;
                try {
                    change = LookupChanges.change(kind, order.element(), translation);
                } catch (Translation.NotYetKnown parentIsMissing) {
                    order.remove(); // the parent was not created: tag, parent and their documents wait
                    return null;
                }
                LookupChanges.Change first =
                        LookupChanges.clearingName(change, translation).orElse(null);
                if (first != null && moved.add(first.replicaId())) {
                    if (!first.isOfMissing(translation)) {
                        order.add(first.master()); // again later, to change the name
                    }
                    return new LookupJob(session, first);
                }
                order.remove();
                return change.body().isEmpty() || session.stopped() ? null : new LookupJob(session, change);
            }
        };
    }

    /** Records a written lookup from the replica's answer. */
    public void written(@Body LookupJob job, @Variable(ExchangeNames.ANSWER) Lookup answer) {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        if (!change.creates() && answer.id() != change.replicaId()) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    null,
                    "answered with " + change.kind().word() + " " + answer.id() + " when it was told to change "
                            + change.replicaId() + "; check the proxy between the controller and paperless-ngx.");
        }
        session.translation().replica().put(change.kind(), answer);
        if (change.creates()) {
            mappings.put(
                    session.replicaId(), change.kind().path(), change.master().id(), answer.id());
            session.translation().ids().get(change.kind()).put(change.master().id(), answer.id());
        }
        runs.lookupWritten(session.runId());
        journal.info(
                session,
                null,
                change.creates() ? "lookup created" : "lookup changed",
                change.kind().word() + " \"" + change.master().name() + "\""
                        + (change.creates() ? "" : " (written: " + Readable.keys(change.body()) + ")"));
        checkReadBack(change, session);
    }

    /** Marks the run as incomplete if the replica's lookup differs from what was written. */
    private void checkReadBack(LookupChanges.Change change, Session session) {
        if (change.isTemporaryName()) {
            return;
        }
        String left = Readable.keys(LookupChanges.change(change.kind(), change.master(), session.translation())
                .body());
        if (!left.isEmpty()) {
            String why = "The replica does not keep " + change.kind().word() + " \""
                    + change.master().name() + "\" as it was written (" + left + ").";
            session.incomplete(why);
            journal.warn(session, null, "lookup contested", why);
        }
    }

    /** @throws PaperlessException if a foreign document would lose its value because of the new type of the field */
    public void requireOnlyCopies(@Body LookupJob job, @Variable(ExchangeNames.ANSWER) DocumentPage users) {
        Session session = job.session();
        for (long id : users.ids()) {
            if (documents.masterDoc(session.replicaId(), id).isEmpty()) {
                throw new PaperlessException(
                        PaperlessException.Kind.REFUSED,
                        null,
                        "keeps the type of the field: the foreign document " + id
                                + " has a value in the field and would lose it. Clear the value, or rename the field on"
                                + " the replica.");
            }
        }
    }

    /**
     * Returns custom fields whose type or options changed since their documents were last queued. The master does not
     * mark these documents as modified (paperless-api.md §3).
     */
    public Iterator<RedefinedField> redefinedFields(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Map<Long, String> known = mappings.definitions(session.replicaId(), Kind.CUSTOM_FIELD.path());
        List<Lookup> changed = session.translation().master().of(Kind.CUSTOM_FIELD).stream()
                .filter(field ->
                        session.translation().ids().get(Kind.CUSTOM_FIELD).containsKey(field.id()))
                .filter(field -> !definition(field, session).equals(known.get(field.id())))
                .filter(field -> !session.stopped())
                .toList();
        if (documents.count(session.replicaId()) == 0) {
            changed.forEach(field -> mappings.defined(
                    session.replicaId(), Kind.CUSTOM_FIELD.path(), field.id(), definition(field, session)));
            return Collections.emptyIterator(); // nothing to compare yet
        }
        return changed.stream().map(field -> new RedefinedField(session, field)).iterator();
    }

    private static String definition(Lookup field, Session session) {
        var translation = session.translation();
        return LookupChanges.definition(
                field,
                translation
                        .replica()
                        .get(
                                Kind.CUSTOM_FIELD,
                                translation.ids().get(Kind.CUSTOM_FIELD).get(field.id())));
    }

    /** Queues the documents that use the field, then stores the new definition. */
    public void queueUsers(@Body RedefinedField redefined, @Variable(ExchangeNames.ANSWER) DocumentPage users) {
        Session session = redefined.session();
        Lookup field = redefined.field();
        Map<Long, Long> mapped = documents.ids(session.replicaId());
        Arrays.stream(users.ids())
                .filter(mapped::containsKey)
                .forEach(id -> invalidation.invalidate(session.replicaId(), id));
        mappings.defined(session.replicaId(), Kind.CUSTOM_FIELD.path(), field.id(), definition(field, session));
    }

    /**
     * Records a failed change of a lookup. If the replica refused the lookup, documents are written without it. If the
     * call failed otherwise, documents that use the lookup are deferred, so that their copies do not lose the lookup.
     */
    public void refused(
            @ExchangeProperty(ExchangeNames.JOB) LookupJob job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        Failure failure = outcome.failure();
        String why = failure.text();
        if (!failure.sent()
                && change.kind() == Kind.TAG
                && !change.creates()
                && change.body().has("parent")
                && session.postponeMove(change.master())) {
            return; // child tags that move later may make the tree too deep until then
        }
        if (change.isRetyping()) {
            session.translation()
                    .ids()
                    .get(change.kind())
                    .remove(change.master().id()); // values of the new type would not fit the field
        }
        if (failure.sent()) {
            journal.warn(
                    session,
                    null,
                    "lookup failed",
                    "The replica could not " + change + "; the next cycle tries again. " + why);
            return;
        }
        if (change.creates()) {
            mappings.drop(
                    session.replicaId(),
                    change.kind().path(),
                    change.master().id()); // nothing was created, so a later lookup of this name is foreign
        }
        if (change.creates() || change.isRetyping()) {
            session.translation()
                    .uncarried()
                    .get(change.kind())
                    .add(change.master().id());
        }
        String text = "The replica can't " + change + "; documents are written without the lookup. " + why
                + ownerHint(change, session.translation());
        session.incomplete(text);
        journal.warn(session, null, "lookup refused", text);
    }

    /**
     * @return a hint if the owner is missing on the replica, and the API user, who would own the lookup instead,
     *     already owns a lookup with this name
     */
    private static String ownerHint(LookupChanges.Change change, Translation translation) {
        String owner = change.master().owner() == null
                ? null
                : translation.master().user(change.master().owner());
        boolean taken = owner != null
                && translation.replica().userNamed(owner) == null
                && translation.replica().of(change.kind()).stream()
                        .anyMatch(there -> Objects.equals(there.owner(), translation.syncUser())
                                && there.name()
                                        .strip()
                                        .equals(change.master().name().strip()));
        return taken
                ? " Its owner \"" + owner
                        + "\" is no user of the replica. The API user cannot own the lookup instead, because the API"
                        + " user already owns a lookup of the same name. Create the missing user on the replica."
                : "";
    }
}
