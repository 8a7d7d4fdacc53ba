package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.sync.Deletion.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Copies that lie in the replica's trash, although they should live: put there by us before the master's document came
 * back, or by somebody on the replica. They are taken out again, so that nothing is uploaded twice and what they block
 * (on v2 their bytes, everywhere their serial number) is free.
 */
public final class TrashRestores {
    private final Tombstones tombstones;
    private final Unselected unselected;
    private final SyncMap mappings;
    private final Uploads uploads;
    private final WorkQueue work;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;

    public TrashRestores(Tables tables, Guard guard, StopSignal stops, Journal journal) {
        this.tombstones = tables.tombstones();
        this.unselected = tables.unselected();
        this.mappings = tables.mappings();
        this.uploads = tables.uploads();
        this.work = tables.work();
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * A copy to bring back.
     *
     * @param tombstone null: it is mapped still, and vanished from the replica by itself
     */
    public record Copy(long masterId, long replicaDocId, Tombstone tombstone) {
        @Override
        public String toString() {
            return "document " + masterId;
        }
    }

    /** Those that could not be brought back wait for their time, as every document that failed does. */
    public Iterator<Copy> copies(
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        // Whether these live is not our business. What earlier rules left out was asked about again, or waits because
        // they failed for it.
        Set<Long> leftOut = unselected.of(session.replicaId()).values().stream()
                .filter(entry -> entry.revision().equals(session.rules().revision()))
                .map(Unselected.Entry::masterId)
                .collect(Collectors.toSet());
        LongPredicate onMaster = id -> master.lists(id) && !leftOut.contains(id);
        LongPredicate onReplica = reading::lists;
        Instant now = Instant.now();
        Set<Long> failed = work.waiting(session.replicaId(), Work.Reason.NEW, now);
        Set<Long> failedMapped = work.waiting(session.replicaId(), Work.Reason.GONE, now);
        Map<Long, Long> mapped = mappings.ids(session.replicaId());
        List<Copy> copies = new ArrayList<>();
        for (Tombstone tombstone : tombstones.standing(session.replicaId(), Tombstone.DOCUMENTS)) {
            boolean back = tombstone.state() == Tombstone.State.DONE && onMaster.test(tombstone.masterId());
            if (back && mapped.containsKey(tombstone.masterId())) {
                tombstones.returned(tombstone.id()); // another copy stands for it
            } else if (back && !failed.contains(tombstone.masterId())) {
                copies.add(new Copy(tombstone.masterId(), tombstone.replicaObjectId(), tombstone));
            }
        }
        mapped.forEach((masterId, replicaDocId) -> {
            if (onMaster.test(masterId) && !onReplica.test(replicaDocId) && !failedMapped.contains(masterId)) {
                copies.add(new Copy(masterId, replicaDocId, null));
            }
        });
        return new StoppableIterator<>(session, stops, copies.iterator());
    }

    /** What is read of the replica's trash in this run. */
    public TrashTimes trash() {
        return new TrashTimes();
    }

    public void readOn(@Body DocumentPage page, @ExchangeProperty("trash") TrashTimes trash) {
        trash.take(page);
    }

    /**
     * Is what has the copy's id another document? Ids are given out again by a replica that was restored from a backup.
     *
     * @param there as it was answered; null: it lies in the trash
     * @throws ReplicaFrozenException where a copy that is mapped is another document
     */
    public boolean isAnother(
            @ExchangeProperty("copy") Copy copy,
            @ExchangeProperty("evidence") Evidence evidence,
            @ExchangeProperty("there") Document there,
            @ExchangeProperty("trash") TrashTimes trash,
            @ExchangeProperty("session") Session session) {
        if (evidence == Evidence.LIVE && copy.tombstone() != null) {
            return !CopyIdentity.isOurs(
                    copy.tombstone(), there.mustBe(copy.replicaDocId()).mustSayAdded());
        }
        if (evidence == Evidence.TRASHED && copy.tombstone() != null) {
            return !CopyIdentity.isOurs(copy.tombstone(), trash.of(copy.replicaDocId()));
        }
        if (evidence == Evidence.TRASHED) {
            Instant added = trash.of(copy.replicaDocId());
            mappings.find(session.replicaId(), copy.masterId())
                    .ifPresent(mapping -> CopyIdentity.mustBeOurs(mapping, copy.replicaDocId(), added));
        }
        return false; // what is mapped and live is looked at when it is compared
    }

    /**
     * Does the answer to {@code HEAD preview/} say that it is still there, in the trash?
     *
     * @throws IllegalStateException where it is not paperless itself that says no
     */
    public boolean inTrash(Exchange exchange) {
        boolean there = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) == 200;
        if (!there && exchange.getMessage().getHeader("X-Version") == null) {
            throw new IllegalStateException(
                    "Something that is no paperless-ngx answered for the replica when it was asked for what is in its trash; "
                            + "it is asked again in the next run.");
        }
        return there;
    }

    /** Lets the gateway take this one copy out of the trash. */
    public void permit(@ExchangeProperty("copy") Copy copy, @ExchangeProperty("session") Session session) {
        guard.mayRestore(session.host(), copy.replicaDocId());
    }

    public void restored(@ExchangeProperty("copy") Copy copy, @ExchangeProperty("session") Session session) {
        if (copy.tombstone() == null) {
            mappings.invalidate(session.replicaId(), copy.masterId());
        } else {
            tombstones.restored(
                    copy.tombstone(), uploads.sha256(session.replicaId(), copy.masterId(), copy.replicaDocId()));
        }
        journal.info(
                session,
                copy.masterId(),
                "restored",
                "Document " + copy.replicaDocId() + " was taken out of the replica's trash: the master has it.");
    }

    /**
     * What the replica says of a copy that its list leaves out.
     *
     * @throws IllegalStateException where that is no clear word of paperless itself
     * @throws PaperlessException    where the replica is not available
     */
    public Evidence evidence(
            @ExchangeProperty("copy") Copy copy,
            @ExchangeProperty("detail") int detail,
            @ExchangeProperty("detailGenuine") boolean detailGenuine,
            @ExchangeProperty("preview") int preview,
            @ExchangeProperty("previewGenuine") boolean previewGenuine) {
        Evidence evidence = Deletion.evidence(detail, detailGenuine, preview, previewGenuine);
        if (evidence == Evidence.UNCLEAR) {
            mustBeAvailable(detail);
            mustBeAvailable(preview);
            throw new IllegalStateException("The replica answered " + detail + " and " + preview
                    + " when asked for document " + copy.replicaDocId()
                    + " and for its file; it is asked again in the next run whether it is in its trash.");
        }
        return evidence;
    }

    /** What says nothing of this one document, but of its paperless, ends the run as it does elsewhere. */
    static void mustBeAvailable(int status) {
        if (status == 403) {
            throw new PaperlessException(
                    PaperlessException.Kind.AUTH,
                    null,
                    "refuses a call for lack of rights (403); use the token of a superuser.");
        }
        if (status == 429 || status == 502 || status == 503 || status == 504) {
            throw new PaperlessException(
                    PaperlessException.Kind.UNREACHABLE, null, "is not available now (" + status + ").");
        }
    }

    /** It is there all the same: it came back since it was listed, or the list was wrong. */
    public void live(@ExchangeProperty("copy") Copy copy, @ExchangeProperty("session") Session session) {
        if (copy.tombstone() != null) {
            tombstones.restored(
                    copy.tombstone(), uploads.sha256(session.replicaId(), copy.masterId(), copy.replicaDocId()));
        }
        journal.info(
                session,
                copy.masterId(),
                "found",
                "Document " + copy.replicaDocId()
                        + " is on the replica, although its list left it out; it is not uploaded again.");
    }

    /** That one stays what it is, and where it is: the document is uploaded again. */
    public void another(@ExchangeProperty("copy") Copy copy, @ExchangeProperty("session") Session session) {
        tombstones.returned(copy.tombstone().id());
        journal.warn(
                session,
                copy.masterId(),
                "another",
                "Document " + copy.replicaDocId() + " of the replica is another one now than the copy that was "
                        + "in its trash, as after a restored backup. It stays as it is; the master's document is uploaded again.");
    }

    /** It is not in the trash, either, which was said twice: it is uploaded again. */
    public void gone(@ExchangeProperty("copy") Copy copy, @ExchangeProperty("session") Session session) {
        if (copy.tombstone() != null) {
            tombstones.returned(copy.tombstone().id());
        } else {
            mappings.forget(session.replicaId(), copy.masterId());
        }
        journal.warn(
                session,
                copy.masterId(),
                "gone",
                "Document " + copy.replicaDocId() + " is no longer on the replica; it is uploaded again.");
    }
}
