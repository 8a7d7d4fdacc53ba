package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.DocumentRoot;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.sync.Deletion.Evidence;
import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Asks the master by id for missing documents and lookups, for the route {@code askAboutMissing}. A list without the
 * document or lookup is no evidence.
 */
public final class MissingCheck {
    private final Tombstones tombstones;
    private final SyncMap mappings;
    private final Deletions deletions;
    private final StopSignal stops;
    private final Journal journal;

    public MissingCheck(
            Tombstones tombstones, SyncMap mappings, Deletions deletions, StopSignal stops, Journal journal) {
        this.tombstones = tombstones;
        this.mappings = mappings;
        this.deletions = deletions;
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * Returns the tombstones to check: those that are open or approved, and those of documents whose deletion an
     * earlier run decided and could not carry out.
     */
    public Iterator<DeletionJob> undecided(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        // An earlier run decided on these lookups, and could not delete them. A foreign document may use them now.
        tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.ACTING && !tombstone.ofDocument())
                .forEach(tombstone -> tombstones.reopenLookup(tombstone.id()));
        List<Tombstone> open = tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.byRule() == null // a deletion by rule needs no answer of the master
                        && deletions.mode() != DeletionMode.OFF
                        && (tombstone.state() == Tombstone.State.OPEN
                                || tombstone.state() == Tombstone.State.APPROVED
                                || tombstone.state() == Tombstone.State.ACTING && !tombstone.goesBack()))
                .toList();
        // Skips the other tombstones as soon as the master's list is known to be wrong, because a wrong list is no
        // evidence.
        return new StoppableIterator<>(session, stops, open.iterator())
                .computing(
                        tombstone -> session.isMasterListWrong() ? null : new DeletionJob(session, tombstone, false));
    }

    /**
     * Records what the master answers for a missing document.
     *
     * @throws ReplicaFrozenException if the answers prove nothing; this run then deletes nothing
     * @throws PaperlessException if the master is not available
     */
    public void recordEvidence(@Body DeletionJob job, Exchange exchange) {
        Session session = job.session();
        Tombstone tombstone = job.tombstone();
        Received detail = Received.of(exchange, ExchangeNames.DETAIL);
        Received preview = Received.of(exchange, ExchangeNames.PREVIEW);
        Evidence evidence = detail.evidence(preview);
        switch (evidence) {
            case TRASHED -> tombstones.seenTrashed(tombstone.id());
            case LIVE -> recordLive(session, tombstone);
            case UNCLEAR -> {
                requireAvailable(detail);
                requireAvailable(preview);
                throw new ReplicaFrozenException(Text.of(
                        "The master does not list document {0}, and answers with status {1} for the document and {2}"
                                + " for its file. Nothing is deleted until the answers show whether the document is in"
                                + " the master's trash.",
                        String.valueOf(tombstone.masterId()),
                        String.valueOf(detail.status()),
                        String.valueOf(preview.status())));
            }
            case PURGED -> {}
        }
    }

    /** Returns whether the document is in the trash of a 3.x master, or is now a version of another document. */
    public boolean mayBeVersion(@Body DeletionJob job, Exchange exchange) {
        return job.session().masterDialect().keepsVersions()
                && Received.of(exchange, ExchangeNames.DETAIL).evidence(Received.of(exchange, ExchangeNames.PREVIEW))
                        == Evidence.TRASHED;
    }

    /**
     * Records that a document was seen in the master's trash, unless a version of another document has its id
     * now. A master that was restored from a backup assigns ids a second time.
     */
    public void recordRoot(@Body DeletionJob job, @Variable(ExchangeNames.ANSWER) DocumentRoot root) {
        if (!root.isOfVersion(job.getObjectId())) {
            tombstones.seenTrashed(job.tombstone().id());
        }
    }

    /**
     * Throws an exception if the answer is no evidence about the object, because the master is not available or a proxy
     * answered.
     */
    private static void requireAvailable(Received answer) {
        TrashRestores.requireAvailable(answer.status());
        if (!answer.genuine()) {
            throw new PaperlessException(
                    PaperlessException.Kind.UNREACHABLE,
                    Text.of(
                            "can't be asked now: a proxy answered instead of paperless-ngx ({0}, without X-Version).",
                            String.valueOf(answer.status())));
        }
    }

    /**
     * Closes the tombstone of a document that exists. A single document may have returned after the list was read. If
     * the list lacks several existing documents, the list is wrong, and is no reason for a deletion.
     */
    private void recordLive(Session session, Tombstone tombstone) {
        tombstones.returned(tombstone.id());
        if (session.reportUnlisted()) {
            Text why = Text.of(
                    "The master lists fewer documents than it has (document {0} is missing in the master's list, but"
                            + " can be read by the document's id). The list is incomplete, so nothing is deleted. Check"
                            + " the rights of the API user, and the master's own list of documents.",
                    String.valueOf(tombstone.masterId()));
            session.incomplete(why);
            journal.warn(session, null, "master", why);
        }
    }

    /**
     * Reads the master's answer about a lookup that the master's list lacks. If the lookup exists, the list was
     * incomplete: lookups have no trash. A master that was restored from a backup assigns ids a second time, so it is
     * not asked about the ids of detached lookups.
     *
     * @return whether the lookup is gone
     * @throws ReplicaFrozenException if the master's answer proves nothing
     * @throws PaperlessException if the master is not available
     */
    public boolean lookupIsGone(@Body DeletionJob job, Exchange exchange) {
        Session session = job.session();
        Tombstone tombstone = job.tombstone();
        if (tombstone.isDetached()) {
            return true;
        }
        Received detail = Received.of(exchange, ExchangeNames.DETAIL);
        boolean gone = detail.status() == 404 && detail.genuine();
        if (!gone && (detail.status() != 200 || !detail.genuine())) {
            requireAvailable(detail);
            throw new ReplicaFrozenException(Text.of(
                    "The master does not list {0}, but answers {1} for its id. Nothing is deleted until the master"
                            + " answers clearly that the lookup is gone.",
                    tombstone.name(), String.valueOf(detail.status())));
        }
        if (!gone) {
            tombstones.returned(tombstone.id());
            Text why = Text.of(
                    "The master's list lacks {0}, which can be read by its id. The list is incomplete, so nothing is"
                            + " deleted. Check the proxies between the controller and the master.",
                    tombstone.name());
            session.incomplete(why);
            journal.warn(session, null, "master", why);
        }
        return gone;
    }

    /**
     * Returns newly missing lookups whose documents must be counted. Must be called before the run's first write,
     * because the writes of the run change the counts.
     */
    public Iterator<DeletionJob> unweighed(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return new StoppableIterator<>(
                session,
                stops,
                tombstones.unweighed(session.replicaId()).stream()
                        .map(tombstone -> new DeletionJob(session, tombstone, false))
                        .iterator());
    }

    /**
     * Records how many documents use a lookup now. The deletion of the lookup counts as this number of deletions
     * towards the limit.
     */
    public void weigh(@Body DeletionJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = job.session();
        Tombstone tombstone = job.tombstone();
        tombstones.weigh(tombstone.id(), page.count());

        journal.info(
                session,
                null,
                "missing",
                Text.plural(
                        page.count(),
                        "The master no longer lists the {0} \"{1}\"; {2} document of the replica keeps the"
                                + " lookup until the deletion of the lookup is decided.",
                        "The master no longer lists the {0} \"{1}\"; {2} documents of the replica keep the"
                                + " lookup until the deletion of the lookup is decided.",
                        Text.of(Kind.ofPath(tombstone.kind()).word()),
                        String.valueOf(tombstone.title()),
                        String.valueOf(page.count())));
    }

    /**
     * Holds the deletion of a lookup that foreign documents or lookups use, or about which the master cannot be asked. An
     * approval covers uses only if the approved reason names them.
     */
    public void holdIfUsed(@Body DeletionJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = job.session();
        Tombstone tombstone = job.tombstone();
        List<Text> uses = Stream.of(
                        foreignDocument(session, page), foreignChild(session, tombstone), unknownId(tombstone))
                .flatMap(Optional::stream)
                .toList();
        if (uses.stream().allMatch(tombstone::names)) {
            tombstones.checked(tombstone.id());
        } else {
            deletions.hold(session, tombstone, DeletionCause.OTHER, Text.join(" ", uses));
        }
    }

    private static Optional<Text> unknownId(Tombstone tombstone) {
        return tombstone.isDetached() && tombstone.state() != Tombstone.State.APPROVED
                ? Optional.of(unknownId())
                : Optional.empty();
    }

    /** @return why the deletion of a detached lookup is always held */
    public static Text unknownId() {
        return Text.of("The master can't be asked about the lookup by its id, which may be another lookup's now.");
    }

    private Optional<Text> foreignDocument(Session session, DocumentPage page) {
        return Arrays.stream(page.ids())
                .filter(id -> mappings.masterDoc(session.replicaId(), id).isEmpty())
                .mapToObj(id -> Text.of("The foreign document {0} of the replica uses the lookup.", String.valueOf(id)))
                .findFirst();
    }

    private Optional<Text> foreignChild(Session session, Tombstone tombstone) {
        Set<Long> leaving = tombstones.pending(session.replicaId()).stream()
                .filter(other -> other.kind().equals(tombstone.kind()))
                .map(Tombstone::replicaObjectId)
                .collect(Collectors.toSet());
        return Deletions.children(tombstone, session).stream()
                .filter(tag -> !leaving.contains(tag.id()))
                .map(tag -> Text.of(
                        "The foreign tag \"{0}\" is a child of this tag, and would be deleted with it.", tag.name()))
                .findFirst();
    }
}
