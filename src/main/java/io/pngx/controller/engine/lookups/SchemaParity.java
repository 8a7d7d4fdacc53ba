package io.pngx.controller.engine.lookups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.LookupAccess;
import io.pngx.controller.sync.LookupChanges;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Computes and records the changes that make the lookups of a replica equal to the master's. */
public final class SchemaParity {
    private final LookupMap mappings;
    private final SyncMap documents;
    private final LookupMatching matching;
    private final RunProgress progress;
    private final MaintenanceState maintenance;
    private final Journal journal;

    public SchemaParity(Tables tables, LookupMatching matching, Journal journal) {
        this.mappings = tables.lookups();
        this.documents = tables.mappings();
        this.matching = matching;
        this.progress = tables.progress();
        this.maintenance = tables.maintenance();
        this.journal = journal;
    }

    /**
     * Maps the lookups of a kind and returns the changes to write. Each change is computed after the previous change
     * was written. Runs that only read store no mapping.
     */
    public Iterator<LookupJob> changes(@Body String path, @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Kind kind = Kind.ofPath(path);
        matching.map(kind, session);
        return changes(session, kind);
    }

    /**
     * Commits the intent to create a lookup, before the lookup is created. Commits no intent if a foreign field of
     * another type already has the name: a later run would mistake the foreign field for the created field.
     */
    public void recordIntent(@Body LookupJob job) {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        JsonNode owner = change.body().path("owner");
        LookupMap.Intent intent = new LookupMap.Intent(
                change.master().id(),
                change.body().path("name").asText(),
                owner.isIntegralNumber() ? owner.longValue() : null);
        if (session.translation().replica().of(change.kind()).stream()
                .noneMatch(there -> LookupMatching.matches(intent, there))) {
            mappings.intend(session.replicaId(), change.kind().path(), intent);
        }
    }

    private static Iterator<LookupJob> changes(Session session, Kind kind) {
        var translation = session.translation();
        Deque<Lookup> order = new ArrayDeque<>(LookupChanges.inWriteOrder(kind, translation));
        Set<Long> moved = new HashSet<>();
        return new Iterator<>() {
            private boolean atTheEnd = kind != Kind.TAG;

            @Override
            public boolean hasNext() {
                return !(order.isEmpty() && atTheEnd) && !session.stopped();
            }

            // The change is computed in next(). The split calls hasNext() before it processes the previous item, so the
            // id of a parent may still be missing at that time. The split skips null.
            @Override
            public LookupJob next() {
                if (order.isEmpty()) {
                    atTheEnd = true;
                    order.addAll(session.lookups().postponedMoves());
                    return null;
                }
                LookupChanges.Change change;
                try {
                    change = LookupChanges.change(kind, order.element(), translation);
                } catch (Translation.NotYetKnown parentIsMissing) {
                    // The parent was not created: tag, parent and their documents wait.
                    recordDiffering(session, kind, order.remove());
                    return null;
                }
                LookupChanges.Change first =
                        LookupChanges.clearingName(change, translation).orElse(null);
                if (first != null && moved.add(first.replicaId())) {
                    if (!first.isOfMissing(translation)) {
                        // This change only frees the name. The lookup is handled again later, to set its final name.
                        order.add(first.master());
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
                    Text.of(
                            "was asked to change {0} {1}, but answered with {0} {2}; check the proxy between the"
                                    + " controller and paperless-ngx.",
                            Text.of(change.kind().word()),
                            String.valueOf(change.replicaId()),
                            String.valueOf(answer.id())));
        }
        Lookup before = session.translation().replica().get(change.kind(), change.replicaId());
        session.translation().replica().put(change.kind(), answer);
        if (change.creates()) {
            mappings.put(
                    session.replicaId(), change.kind().path(), change.master().id(), answer.id());
            session.translation().ids().get(change.kind()).put(change.master().id(), answer.id());
            session.lookups().created(change.kind()).add(change.master().id());
        }
        progress.lookupWritten(session.runId());
        journal.info(
                session,
                null,
                change.creates() ? "lookup created" : "lookup changed",
                writtenText(change, before, answer));
        LookupAccess.omitted(change, before, session.translation())
                .ifPresent(omitted -> journal.info(session, null, "omitted", omitted));
        checkReadBack(change, session);
    }

    private static Text writtenText(LookupChanges.Change change, Lookup before, Lookup answer) {
        Text kind = Text.of(change.kind().word());
        if (change.creates()) {
            return Text.of("{0} \"{1}\"", kind, change.master().name());
        }
        return change.isTemporaryName()
                ? Text.of(
                        "{0} \"{1}\" of the replica is renamed to \"{2}\", because another {0} gets its name",
                        kind, before.name(), answer.name())
                : Text.of(
                        "{0} \"{1}\" (written: {2})",
                        kind, change.master().name(), Readable.fields(change.differences(before)));
    }

    /** Marks the run as incomplete if the replica's lookup differs from what was written. */
    private void checkReadBack(LookupChanges.Change change, Session session) {
        if (change.isTemporaryName()) {
            return;
        }
        ObjectNode left = LookupChanges.change(change.kind(), change.master(), session.translation())
                .differences(session.translation().replica().get(change.kind(), change.replicaId()));
        if (left.isEmpty()) {
            session.lookups().differing(change.kind()).remove(change.master().id()); // an earlier change failed
        } else {
            Text why = Text.of(
                    "The replica does not keep {0} \"{1}\" as it was written ({2}).",
                    Text.of(change.kind().word()), change.master().name(), Readable.fields(left));
            recordDiffering(session, change.kind(), change.master());
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
                        Text.of(
                                "keeps the type of the field: the foreign document {0} has a value in the field and"
                                        + " would lose it. Clear the value, or rename the field on the replica.",
                                String.valueOf(id)));
            }
        }
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
        Text why = failure.text();
        if (!failure.sent()
                && change.kind() == Kind.TAG
                && !change.creates()
                && change.body().has("parent")
                && session.lookups().postponeMove(change.master())) {
            return; // tried again after the other tags are moved, because the tree may be too deep until then
        }
        if (!change.isOfMissing(session.translation())) {
            recordDiffering(session, change.kind(), change.master());
        }
        if (change.isRetyping()) {
            session.translation()
                    .ids()
                    .get(change.kind())
                    .remove(change.master().id()); // the replica's field still has its old type
        }
        if (failure.sent()) {
            Text text = Text.of(
                    change.creates()
                            ? "The replica could not create {0} \"{1}\"; the next cycle tries again. {2}"
                            : "The replica could not change {0} \"{1}\"; the next cycle tries again. {2}",
                    Text.of(change.kind().word()),
                    change.master().name(),
                    why);
            session.incomplete(text);
            journal.warn(session, null, "lookup failed", text);
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
        Text text = Text.of(
                change.creates()
                        ? "The replica can't create {0} \"{1}\"; documents are written without the lookup. {2}{3}"
                        : change.isRetyping()
                                ? "The replica can't change {0} \"{1}\"; documents are written without the lookup."
                                        + " {2}{3}"
                                : "The replica can't change {0} \"{1}\"; copies keep the lookup as it is on the"
                                        + " replica. {2}{3}",
                Text.of(change.kind().word()),
                change.master().name(),
                why,
                remedy(change, session.translation()));
        session.incomplete(text);
        journal.warn(session, null, "lookup refused", text);
    }

    /** Stores the lookups that differ, so that the readiness of the replica names them. */
    public void recordDiffering(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (!session.stopped()) {
            maintenance.differingLookups(
                    session.replicaId(),
                    Arrays.stream(Kind.values())
                            .flatMap(kind -> session.lookups().differing(kind).values().stream())
                            .distinct()
                            .toList());
        }
    }

    private static void recordDiffering(Session session, Kind kind, Lookup lookup) {
        session.lookups().differing(kind).put(lookup.id(), Text.of("{0} \"{1}\"", Text.of(kind.word()), lookup.name()));
    }

    /** @return a sentence with the remedy for a conflict of names; empty if there is no such conflict */
    private static Text remedy(LookupChanges.Change change, Translation translation) {
        return change.kind() == Kind.CUSTOM_FIELD
                ? remedyOfType(change, translation)
                : remedyOfOwner(change, translation);
    }

    /** The names of custom fields are unique, and the replica's field of this name may have another type. */
    private static Text remedyOfType(LookupChanges.Change change, Translation translation) {
        Lookup field = change.master();
        return translation.replica().of(Kind.CUSTOM_FIELD).stream()
                .filter(there -> change.creates()
                        && there.name().equals(field.name())
                        && !Objects.equals(there.dataType(), field.dataType()))
                .findFirst()
                .map(there -> Text.of(
                        " The replica has a custom field of this name with the type \"{0}\" instead of \"{1}\"."
                                + " Rename or delete that field on the replica.",
                        there.dataType(), field.dataType()))
                .orElse(Text.of(""));
    }

    /** The owner of the lookup is missing on the replica, and the API user already owns a lookup of the same name. */
    private static Text remedyOfOwner(LookupChanges.Change change, Translation translation) {
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
                ? Text.of(
                        " The owner of the lookup, \"{0}\", is no user of the replica. The API user cannot own the"
                                + " lookup instead, because the API user already owns a lookup of the same name."
                                + " Create the missing user on the replica.",
                        owner)
                : Text.of("");
    }
}
