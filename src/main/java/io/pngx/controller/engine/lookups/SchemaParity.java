package io.pngx.controller.engine.lookups;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.PaperlessException;
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

/** Schema parity: what the route {@code schemaParity} asks for each kind of lookup. */
public final class SchemaParity {
    private final LookupMap mappings;
    private final SyncMap documents;
    private final Runs runs;
    private final Journal journal;

    public SchemaParity(LookupMap mappings, SyncMap documents, Runs runs, Journal journal) {
        this.mappings = mappings;
        this.documents = documents;
        this.runs = runs;
        this.journal = journal;
    }

    /** Finds what stands for what, keeps it unless the run only reads, and hands out the changes one by one, each seeing what the last one made. */
    public Iterator<LookupChanges.Change> changes(
            @ExchangeProperty("session") Session session, @ExchangeProperty("kind") String path) {
        Kind kind = Kind.ofPath(path);
        var translation = session.translation();
        boolean keeps = !session.run().mode().onlyReads();
        if (keeps) {
            findMade(session, kind);
        }
        Map<Long, Long> stored = session.stored(mappings, path);
        Map<Long, Long> ids = LookupChanges.match(kind, translation, stored);
        if (keeps) {
            keep(session, kind, stored, ids);
        }
        translation.ids().get(kind).putAll(ids);
        translation.kept().get(kind).addAll(left(kind, translation, stored, ids));
        return changes(session, kind);
    }

    /** Our lookups on the replica that left the master, and for which nothing else came. */
    private static Set<Long> left(Kind kind, Translation translation, Map<Long, Long> stored, Map<Long, Long> ids) {
        Set<Long> left = stored.entrySet().stream()
                .filter(entry -> translation.master().get(kind, entry.getKey()) == null)
                .map(Map.Entry::getValue)
                .filter(id -> translation.replica().get(kind, id) != null)
                .collect(Collectors.toSet());
        left.removeAll(ids.values());
        return left;
    }

    /**
     * For a verification: what stands for what, without a change. What the replica does not have, or has with another type, was refused, or is
     * the next run's: either way the documents that were settled so far were settled without.
     */
    public void match(@ExchangeProperty("session") Session session) {
        var translation = session.translation();
        for (Kind kind : Kind.values()) {
            Map<Long, Long> ids = translation.ids().get(kind);
            Map<Long, Long> stored = mappings.of(session.replicaId(), kind.path());
            ids.putAll(LookupChanges.match(kind, translation, stored));
            translation.kept().get(kind).addAll(left(kind, translation, stored, ids));
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

    /** What was made although its answer was lost stands for what it was made for, whatever that is called now. */
    private void findMade(Session session, Kind kind) {
        long replicaId = session.replicaId();
        for (LookupMap.Intent intent : mappings.intents(replicaId, kind.path())) {
            Map<Long, Long> stored = mappings.of(replicaId, kind.path());
            session.translation().replica().of(kind).stream()
                    .filter(there -> isMeant(intent, there) && !stored.containsValue(there.id()))
                    .findFirst()
                    .ifPresentOrElse(
                            made -> mappings.put(replicaId, kind.path(), intent.masterId(), made.id()),
                            () -> mappings.drop(replicaId, kind.path(), intent.masterId()));
        }
    }

    /** Committed before the lookup is made. What has its name already is somebody else's, a field of another type, and must not be taken for it later. */
    public void intend(
            @ExchangeProperty("change") LookupChanges.Change change, @ExchangeProperty("session") Session session) {
        JsonNode owner = change.body().path("owner");
        LookupMap.Intent intent = new LookupMap.Intent(
                change.master().id(),
                change.body().path("name").asText(),
                owner.isIntegralNumber() ? owner.longValue() : null);
        if (session.translation().replica().of(change.kind()).stream().noneMatch(there -> isMeant(intent, there))) {
            mappings.intend(session.replicaId(), change.kind().path(), intent);
        }
    }

    private static boolean isMeant(LookupMap.Intent intent, Lookup there) {
        return there.name().strip().equals(intent.name().strip()) && Objects.equals(there.owner(), intent.owner());
    }

    private void keep(Session session, Kind kind, Map<Long, Long> stored, Map<Long, Long> ids) {
        var translation = session.translation();
        // What the replica lost is made anew; what the master lost is a matter of deletion.
        stored.forEach((masterId, replicaId) -> {
            if (translation.replica().get(kind, replicaId) == null) {
                documents.clearFingerprints(session.replicaId()); // its documents lost it there
                mappings.remove(session.replicaId(), kind.path(), masterId);
            }
        });
        ids.forEach((masterId, replicaId) -> {
            if (!replicaId.equals(stored.get(masterId)) && !stored.containsValue(replicaId)) { // else it is a successor
                mappings.put(session.replicaId(), kind.path(), masterId, replicaId);
            }
        });
    }

    /**
     * A lookup of the master that has the name of one that left it, and so the replica's one of that.
     *
     * @param users the filter that finds the replica's documents with it
     */
    public record Successor(Kind kind, long masterId, long replicaId, String users) {}

    /** Documents that had the one that left lost it on the master, which marks none of them as modified (paperless-api.md §3). */
    public List<Successor> successors(
            @ExchangeProperty("session") Session session, @ExchangeProperty("kind") String path) {
        Kind kind = Kind.ofPath(path);
        Map<Long, Long> stored = session.stored(mappings, path);
        return session.stopped()
                ? List.of()
                : session.translation().ids().get(kind).entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(stored.get(entry.getKey()))
                                && stored.containsValue(entry.getValue()))
                        .map(entry -> new Successor(
                                kind, entry.getKey(), entry.getValue(), kind.filterOfUsers(entry.getValue())))
                        .toList();
    }

    /** Queues our copies that have it, then keeps what it stands for now: were it kept before, a stop in between would leave them as they are. */
    public void succeed(
            @Body DocumentPage users,
            @ExchangeProperty("successor") Successor successor,
            @ExchangeProperty("session") Session session) {
        Arrays.stream(users.ids())
                .forEach(id -> documents
                        .masterDoc(session.replicaId(), id)
                        .ifPresent(masterId -> documents.invalidate(session.replicaId(), masterId)));
        mappings.put(session.replicaId(), successor.kind().path(), successor.masterId(), successor.replicaId());
    }

    private static Iterator<LookupChanges.Change> changes(Session session, Kind kind) {
        var translation = session.translation();
        Deque<Lookup> order = new ArrayDeque<>(LookupChanges.inOrder(kind, translation.master()));
        Set<Long> moved = new HashSet<>();
        return new Iterator<>() {
            private boolean atTheEnd = kind != Kind.TAG;

            @Override
            public boolean hasNext() {
                return !(order.isEmpty() && atTheEnd) && !session.stopped();
            }

            // Not in hasNext(), which the split asks before it works on the last item: a child needs its parent's id.
            // A null is passed over by the split.
            @Override
            public LookupChanges.Change next() {
                if (order.isEmpty()) {
                    atTheEnd = true;
                    order.addAll(session.unmoved());
                    return null;
                }
                LookupChanges.Change change;
                try {
                    change = LookupChanges.change(kind, order.element(), translation);
                } catch (Translation.NotYetKnown parentIsMissing) {
                    order.remove(); // its parent could not be made: both, and the documents that refer to them, wait
                    return null;
                }
                LookupChanges.Change first =
                        LookupChanges.outOfTheWay(change, translation).orElse(null);
                if (first != null && moved.add(first.replicaId())) {
                    if (!first.isOfLeft(translation)) {
                        order.add(first.master()); // to get its own name, where its turn is over
                    }
                    return first;
                }
                order.remove();
                return change.body().isEmpty() || session.stopped() ? null : change;
            }
        };
    }

    /** The replica answered with the lookup as it holds it now. */
    public void written(
            @Body Lookup answer,
            @ExchangeProperty("change") LookupChanges.Change change,
            @ExchangeProperty("session") Session session) {
        if (!change.creates() && answer.id() != change.replicaId()) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    null,
                    "answered with " + change.kind().word() + " " + answer.id() + " when it was told to change "
                            + change.replicaId() + "; look at what stands between here and paperless-ngx.");
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
        mustHaveStayed(change, session);
    }

    /** Something on the replica may change it, or not know a key: it would be written in every run, and be called a success. */
    private void mustHaveStayed(LookupChanges.Change change, Session session) {
        if (change.isInBetween()) {
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

    /** @throws PaperlessException where a document that is not ours would lose its value with the type of its field */
    public void mustBeOurs(@Body DocumentPage users, @ExchangeProperty("session") Session session) {
        for (long id : users.ids()) {
            if (documents.masterDoc(session.replicaId(), id).isEmpty()) {
                throw new PaperlessException(
                        PaperlessException.Kind.REFUSED,
                        null,
                        "keeps the type of the field: document " + id
                                + " there, which is not ours, has a value in it and would lose it. Empty that, or rename the field there.");
            }
        }
    }

    /**
     * Custom fields whose type or options are others than when their documents were last queued. Nothing on the master
     * marks such documents as modified (paperless-api.md §3).
     */
    public Iterator<Lookup> redefined(@ExchangeProperty("session") Session session) {
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
        return changed.iterator();
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

    /** Queues the documents, then remembers for what. */
    public void queueUsers(
            @Body DocumentPage users,
            @ExchangeProperty("field") Lookup field,
            @ExchangeProperty("session") Session session) {
        Map<Long, Long> mapped = documents.ids(session.replicaId());
        Arrays.stream(users.ids())
                .filter(mapped::containsKey)
                .forEach(id -> documents.invalidate(session.replicaId(), id));
        mappings.defined(session.replicaId(), Kind.CUSTOM_FIELD.path(), field.id(), definition(field, session));
    }

    /**
     * The replica refuses it: documents go on without it, and it is said. Where it broke instead, documents that refer
     * to it are put back: written without it, they would lose what they have.
     */
    public void refused(Session session, LookupChanges.Change change, Failure failure) {
        String why = failure.text();
        if (!failure.sent()
                && change.kind() == Kind.TAG
                && !change.creates()
                && change.body().has("parent")
                && session.movesAgain(change.master())) {
            return; // what still hangs below it made it too high, perhaps
        }
        if (change.isRetyping()) {
            session.translation()
                    .ids()
                    .get(change.kind())
                    .remove(change.master().id()); // a value of the new type does not fit
        }
        if (failure.sent()) {
            journal.warn(
                    session,
                    null,
                    "lookup failed",
                    "The replica could not " + change + "; it is tried again in the next cycle. " + why);
            return;
        }
        if (change.creates()) {
            mappings.drop(
                    session.replicaId(),
                    change.kind().path(),
                    change.master().id()); // nothing came of it: whatever gets its name now is not ours
        }
        if (change.creates() || change.isRetyping()) {
            session.translation()
                    .uncarried()
                    .get(change.kind())
                    .add(change.master().id());
        }
        String text = "The replica can't " + change + "; documents go on without. " + why
                + wantsItsOwner(change, session.translation());
        session.incomplete(text);
        journal.warn(session, null, "lookup refused", text);
    }

    /** Two of one name whose owners the replica does not have would both be the token's user's. */
    private static String wantsItsOwner(LookupChanges.Change change, Translation translation) {
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
                        + "\" is no user of the replica, so it would belong to the user of the token, who has one of that name already; make that user there."
                : "";
    }
}
