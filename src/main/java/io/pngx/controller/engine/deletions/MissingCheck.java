package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.sync.Deletion.Evidence;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** What the route {@code askAboutMissing} asks: nothing is deleted by a list alone. */
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

    /** What is not yet in a person's hand, or just left it: to be asked about once more. */
    public Iterator<Tombstone> undecided(@ExchangeProperty("session") Session session) {
        List<Tombstone> open = tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.byRule() == null
                        && deletions.mode() != DeletionMode.OFF // the rules know, not the master
                        && (tombstone.state() == Tombstone.State.OPEN || tombstone.state() == Tombstone.State.APPROVED))
                .toList();
        Iterator<Tombstone> running = new StoppableIterator<>(session, stops, open.iterator());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return running.hasNext();
            }

            // The rest need not be asked about: nothing is decided by this list.
            @Override
            public Tombstone next() {
                Tombstone next = running.next();
                return session.isListWrong() ? null : next;
            }
        };
    }

    /**
     * @throws ReplicaFrozenException             where the master's answers are no evidence: then nothing is deleted in this run
     * @throws PaperlessException where it is not available
     */
    public void evidence(
            @ExchangeProperty("tombstone") Tombstone tombstone,
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("detail") int detail,
            @ExchangeProperty("detailGenuine") boolean detailGenuine,
            @ExchangeProperty("preview") int preview,
            @ExchangeProperty("previewGenuine") boolean previewGenuine) {
        Evidence evidence = Deletion.evidence(detail, detailGenuine, preview, previewGenuine);
        switch (evidence) {
            case TRASHED -> tombstones.seenTrashed(tombstone.id());
            case LIVE -> liveAllTheSame(session, tombstone);
            case UNCLEAR -> {
                mustBeAvailable(detail, detailGenuine);
                mustBeAvailable(preview, previewGenuine);
                throw new ReplicaFrozenException("The master lists no document " + tombstone.masterId()
                        + ", but answers " + detail + " and " + preview
                        + " when asked for it. Nothing is deleted before it says clearly whether it is in its trash.");
            }
            case PURGED -> {}
        }
    }

    /** What says nothing of this one object, but of the master or of what stands in front of it, is no cause for a person to decide anything. */
    private static void mustBeAvailable(int status, boolean genuine) {
        TrashRestores.mustBeAvailable(status);
        if (!genuine) {
            throw new PaperlessException(
                    PaperlessException.Kind.UNREACHABLE,
                    null,
                    "can't be asked now: it is not itself that answers (" + status
                            + ", without X-Version), something in front of it does.");
        }
    }

    /** Once may be chance: it came back since it was listed. A list that leaves out several is no evidence for anything. */
    private void liveAllTheSame(Session session, Tombstone tombstone) {
        tombstones.returned(tombstone.id());
        if (session.listedWrongly()) {
            String why = "The master lists fewer documents than it has (document " + tombstone.masterId()
                    + " is not in its list, but is there when it is asked for): nothing is deleted by such a list. "
                    + "Look at the rights of the token's user and at the master's own list of documents.";
            session.incomplete(why);
            journal.warn(session, null, "master", why);
        }
    }

    /**
     * A lookup has no trash, but it can be asked for, too. One that is there was left out of a list: ids are not given out again.
     *
     * @throws ReplicaFrozenException             where the master's answer is no evidence
     * @throws PaperlessException where it is not available
     */
    public boolean lookupIsGone(
            @ExchangeProperty("tombstone") Tombstone tombstone,
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("detail") int detail,
            @ExchangeProperty("detailGenuine") boolean genuine) {
        boolean gone = detail == 404 && genuine;
        if (!gone && (detail != 200 || !genuine)) {
            mustBeAvailable(detail, genuine);
            throw new ReplicaFrozenException("The master does not list " + tombstone + ", but answers " + detail
                    + " when asked for it. " + "Nothing is deleted before it says clearly that it is gone.");
        }
        if (!gone) {
            tombstones.returned(tombstone.id());
            String why = "The master's list leaves out " + tombstone
                    + ", which is there when it is asked for: nothing is deleted by such a list. "
                    + "Look at what stands between here and the master.";
            session.incomplete(why);
            journal.warn(session, null, "master", why);
        }
        return gone;
    }

    /** The filter that finds the documents with a lookup. */
    public String users(@ExchangeProperty("tombstone") Tombstone tombstone) {
        return Kind.ofPath(tombstone.kind()).filterOfUsers(tombstone.replicaObjectId());
    }

    /** Lookups that were missed for the first time, before this run writes any document. */
    public Iterator<Tombstone> unweighed(@ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(
                session, stops, tombstones.unweighed(session.replicaId()).iterator());
    }

    /** What a lookup weighs against the cap is what uses it now. */
    public void weigh(
            @Body DocumentPage page,
            @ExchangeProperty("tombstone") Tombstone tombstone,
            @ExchangeProperty("session") Session session) {
        tombstones.weigh(tombstone.id(), page.count());
        String keep =
                page.count() == 1 ? "1 document of the replica keeps" : page.count() + " documents of the replica keep";
        journal.info(
                session,
                null,
                "missed",
                "The master no longer lists the "
                        + Kind.ofPath(tombstone.kind()).word() + " \"" + tombstone.title() + "\"; " + keep
                        + " it until its deletion is decided.");
    }

    /** A lookup that foreign documents or lookups need stays, until a person says otherwise. */
    public void holdIfNeeded(
            @Body DocumentPage page,
            @ExchangeProperty("tombstone") Tombstone tombstone,
            @ExchangeProperty("session") Session session) {
        for (long id : page.ids()) {
            if (mappings.masterDoc(session.replicaId(), id).isEmpty()) {
                deletions.hold(session, tombstone, "Document " + id + " of the replica, which is not ours, uses it.");
                return;
            }
        }
        Set<Long> leaving = tombstones.pending(session.replicaId()).stream()
                .filter(other -> other.kind().equals(tombstone.kind()))
                .map(Tombstone::replicaObjectId)
                .collect(Collectors.toSet());
        Deletions.children(tombstone, session).stream()
                .filter(tag -> !leaving.contains(tag.id()))
                .findFirst()
                .ifPresent(tag -> deletions.hold(
                        session,
                        tombstone,
                        "Tag \"" + tag.name() + "\", which is not ours, is below it and would go with it."));
    }
}
