package io.pngx.controller.engine.lookups;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.sync.LookupChanges;
import io.pngx.controller.sync.Options;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Queues the documents that use a changed lookup, because the master does not mark these documents as modified. */
public final class LookupUsers {
    private final LookupMap mappings;
    private final SyncMap documents;
    private final CopyInvalidation invalidation;

    public LookupUsers(LookupMap mappings, SyncMap documents, CopyInvalidation invalidation) {
        this.mappings = mappings;
        this.documents = documents;
        this.invalidation = invalidation;
    }

    /**
     * A lookup of the master that has the name of a deleted lookup. On the replica, the successor takes over the
     * counterpart of the deleted lookup.
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

    /** Lookups of one kind that the run created on the replica. */
    public record CreatedLookups(Session session, Kind kind, List<Long> masterIds) {
        /** @return the filter for the master's documents that use at least one of the lookups */
        public String getUsers() {
            return kind.documentFilter(masterIds);
        }
    }

    /** A custom field whose type or options changed on the master, or whose copies may have lost values. */
    public record RedefinedField(Session session, Lookup field) {
        public long getFieldId() {
            return field.id();
        }
    }

    /**
     * Returns the lookups of a kind that the run created, in chunks. If the replica refused a lookup in an earlier run,
     * copies were written without the lookup, and the master does not mark their documents as modified when the replica
     * accepts the lookup. Custom fields are left to {@link #redefinedFields}. Without copies, there is nothing to
     * queue.
     */
    public List<CreatedLookups> created(@Body String path, @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Kind kind = Kind.ofPath(path);
        Set<Long> created = session.lookups().created(kind);
        if (created.isEmpty() || kind == Kind.CUSTOM_FIELD || documents.count(session.replicaId()) == 0) {
            return List.of();
        }
        return IdChunks.lists(created).stream()
                .map(ids -> new CreatedLookups(session, kind, ids))
                .toList();
    }

    /** Queues the mapped documents that use a created lookup. */
    public void queueUsersOfCreated(@Body CreatedLookups created, @Variable(ExchangeNames.ANSWER) DocumentPage users) {
        long replicaId = created.session().replicaId();
        CopyIds mapped = documents.ids(replicaId);
        Arrays.stream(users.ids()).filter(mapped::isMapped).forEach(id -> invalidation.queueChanged(replicaId, id));
    }

    /**
     * Returns the successors of lookups. The copies must be queued, because the master does not mark a document as
     * modified when the document loses a deleted lookup (paperless-api.md §3).
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
     * Queues the copies that use the lookup, then stores the mapping. The order matters: if the process stops between
     * the two steps, the next run queues the copies again.
     */
    public void mapSuccessor(@Body Successor successor, @Variable(ExchangeNames.ANSWER) DocumentPage users) {
        Session session = successor.session();
        Arrays.stream(users.ids())
                .forEach(id -> documents
                        .masterDoc(session.replicaId(), id)
                        .ifPresent(masterId -> invalidation.invalidate(session.replicaId(), masterId)));
        mappings.put(session.replicaId(), successor.kind().path(), successor.masterId(), successor.replicaId());
    }

    /**
     * Discards the stored definition of a custom field before a change that follows a loss of values: a user of the
     * replica removed an option, or changed the type. The run then queues the documents with the field.
     */
    public void expectLostValues(@Body LookupJob job) {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        if (change.restoresValues(session.translation())) {
            mappings.forgetDefinition(
                    session.replicaId(), change.kind().path(), change.master().id());
        }
    }

    /**
     * Returns custom fields whose documents must be queued, because the type or the options changed since the documents
     * were last queued, or because copies may have lost values. The master does not mark these documents as modified
     * (paperless-api.md §3).
     */
    public Iterator<RedefinedField> redefinedFields(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Map<Long, String> known = mappings.definitions(session.replicaId(), Kind.CUSTOM_FIELD.path());
        List<Lookup> changed = session.translation().master().of(Kind.CUSTOM_FIELD).stream()
                .filter(field ->
                        session.translation().ids().get(Kind.CUSTOM_FIELD).containsKey(field.id()))
                .filter(field -> !definition(field, session).equals(known.get(field.id())))
                // If the replica refused an option, the documents are queued once the replica has the option.
                .filter(field -> !Options.lacks(field, counterpart(field, session)))
                .filter(field -> !session.stopped())
                .toList();
        if (documents.count(session.replicaId()) == 0) {
            changed.forEach(field -> mappings.defined(
                    session.replicaId(), Kind.CUSTOM_FIELD.path(), field.id(), definition(field, session)));
            return Collections.emptyIterator(); // without copies, there is nothing to queue
        }
        return changed.stream().map(field -> new RedefinedField(session, field)).iterator();
    }

    private static String definition(Lookup field, Session session) {
        return LookupChanges.definition(field, counterpart(field, session));
    }

    private static Lookup counterpart(Lookup field, Session session) {
        var translation = session.translation();
        long id = translation.ids().get(Kind.CUSTOM_FIELD).get(field.id());
        return translation.replica().get(Kind.CUSTOM_FIELD, id);
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
}
