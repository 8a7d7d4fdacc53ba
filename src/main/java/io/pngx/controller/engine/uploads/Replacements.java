package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.documents.SerialNumbers;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.engine.session.TrashAnswer;
import io.pngx.controller.engine.session.UnconfirmedException;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Identity;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Replaces the file of a copy on a v2 replica. A v2 replica cannot change a file (paperless-api.md §4), so a new copy
 * with the new bytes is mapped in place of the old copy. The old copy then goes to the replica's trash. Each step is
 * committed, so that a restart continues with the next step.
 */
public final class Replacements {
    private final ReplacedCopies replacedCopies;
    private final SyncMap mappings;
    private final CopyInvalidation invalidation;
    private final OpenUploads openUploads;
    private final WorkQueue work;
    private final UploadIntents intents;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;

    public Replacements(Tables tables, UploadIntents intents, Guard guard, StopSignal stops, Journal journal) {
        this.replacedCopies = tables.replacedCopies();
        this.mappings = tables.mappings();
        this.invalidation = tables.invalidation();
        this.openUploads = tables.openUploads();
        this.work = tables.work();
        this.intents = intents;
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
    }

    /** Commits the intent before anything is sent, and searches for a replaced copy with the same bytes. */
    public void plan(@Body FileJob job) {
        if (intents.plan(job)) {
            job.setTrashed(replacedCopies
                    .trashedWith(job.session().replicaId(), job.file().sha256())
                    .orElse(null));
            if (job.getTrashed() == null) {
                intents.post(job);
            }
        }
    }

    /** Permits the gateway to restore the replaced copy. */
    public void permitRestore(@Body FileJob job) {
        guard.permitRestore(job.getHost(), job.getTrashed().replicaDocId());
    }

    /** Records the restored copy, which makes an upload unnecessary. */
    public void recordRestored(@Body FileJob job) {
        ReplacedCopy trashed = job.getTrashed();
        journal.info(
                job.session(),
                trashed.masterId(),
                "restored",
                Text.of(
                        "Document {0} was restored from the replica's trash: it has the bytes of the new file.",
                        String.valueOf(trashed.replicaDocId())));
        job.setStep(new UploadStep(UploadStep.Action.CONSUMED, trashed.replicaDocId(), null));
    }

    /**
     * Deletes the record of a replaced copy that is no longer in the trash, so that the file is uploaded. A live
     * document has an ETag, a trashed document has none (paperless-api.md §4).
     */
    public void recordTrash(@Body FileJob job, Exchange exchange) {
        boolean found = TrashAnswer.isFound(Received.of(exchange, ExchangeNames.ANSWER));
        if (!found || Received.header(exchange, ExchangeNames.ANSWER, "ETag").isPresent()) {
            upload(job);
        }
    }

    /** Deletes the record of a replaced copy whose id belongs to another document now, so that the file is uploaded. */
    public void checkAdded(@Body FileJob job) {
        ReplacedCopy trashed = job.getTrashed();
        if (!CopyIdentity.isCopy(trashed, job.getTrash().of(trashed.replicaDocId()))) {
            upload(job);
            journal.warn(
                    job.session(),
                    trashed.masterId(),
                    "other document",
                    CopyIdentity.notTheTrashedCopy(trashed.replicaDocId()));
        }
    }

    private void upload(FileJob job) {
        replacedCopies.returned(job.getTrashed().replicaId(), job.getTrashed().replicaDocId());
        job.setTrashed(null);
        intents.post(job);
    }

    /** Permits the gateway to restore the trashed document of the upload. Its bytes were verified. */
    public void permitRestoreOfUpload(@Body UploadJob job) {
        guard.permitRestore(job.getHost(), job.getUpload().replicaDocId());
    }

    public void recordRestoredUpload(@Body UploadJob job) {
        journal.info(
                job.session(),
                job.masterId(),
                "restored",
                ChecksumSearch.restored(job.getUpload().replicaDocId()));
    }

    /** Queues the documents that link to the old copy: the second pass links them to the new copy. */
    public void relinkOld(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document old) {
        Session session = job.session();
        job.setReplacedCopy(old);
        links(old, session.translation().replica())
                .flatMap(id -> mappings.masterDoc(session.replicaId(), id).stream())
                .forEach(id -> relink(id, job.masterId(), session));
    }

    /**
     * Queues the documents to which this document links: paperless also changes these documents, at their end of the
     * link.
     */
    void relink(Document document, Session session) {
        links(document, session.translation().master())
                .filter(id -> mappings.replicaDoc(session.replicaId(), id).isPresent())
                .forEach(id -> relink(id, document.id(), session));
    }

    private void relink(long masterId, long replacedId, Session session) {
        if (masterId == replacedId) {
            return;
        }
        // Deletes the fingerprint, so that the changed link does not count as drift.
        invalidation.clearFingerprint(session.replicaId(), masterId);
        if (session.translation()
                .inventory()
                .live()
                .test(masterId)) { // a document that is missing now is compared after its return to the master
            work.link(session.replicaId(), masterId, session.runId());
        }
    }

    private static Stream<Long> links(Document document, Lookups lookups) {
        return document.customFields().stream()
                .filter(value -> isLink(lookups.get(Kind.CUSTOM_FIELD, value.field())))
                .filter(value -> value.value() != null)
                .flatMap(value -> value.value().valueStream().map(JsonNode::asLong));
    }

    private static boolean isLink(Lookup field) {
        return field != null && "documentlink".equals(field.dataType());
    }

    /** Returns the old copies to move to the trash. */
    public Iterator<ReplacedCopyJob> open(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return new StoppableIterator<>(
                session,
                stops,
                replacedCopies.open(session.replicaId()).stream()
                        .map(old -> new ReplacedCopyJob(session, old))
                        .iterator());
    }

    /**
     * @return whether the old copy may go to the trash: its id must not belong to another document, and the copy must
     *     not be mapped again
     */
    public boolean mayTrash(@Body ReplacedCopyJob job, @Variable(ExchangeNames.ANSWER) Document there) {
        ReplacedCopy old = job.old();
        Instant added = there.requireId(old.replicaDocId()).addedAt();
        boolean other = old.replicaAdded() != null && (added == null || !Identity.isSame(old.replicaAdded(), added));
        boolean needed = mappings.masterDoc(old.replicaId(), old.replicaDocId()).isPresent()
                || openUploads.claimed(old.replicaId(), old.replicaDocId(), -1);
        if (other || needed) {
            replacedCopies.returned(old.replicaId(), old.replicaDocId());
            journal.info(
                    job.session(),
                    old.masterId(),
                    "replaced",
                    Text.of(
                            needed
                                    ? "Document {0} stays: it is the copy of a document again."
                                    : "Document {0} stays: its id belongs to another document now.",
                            String.valueOf(old.replicaDocId())));
        }
        return !other && !needed;
    }

    /**
     * Returns the body that clears the links and the archive serial number, so that the trashed copy does not block the
     * number.
     */
    public String releaseBody(@Variable(ExchangeNames.ANSWER) Document there) {
        return there.customFields().isEmpty()
                ? SerialNumbers.CLEARED
                : "{\"archive_serial_number\":null,\"custom_fields\":[]}";
    }

    /**
     * Commits the intent, then permits the gateway to delete the old copy. An earlier step has verified the bytes of
     * the new copy.
     */
    public void permitDelete(@Body ReplacedCopyJob job) {
        replacedCopies.acting(job.old().id());
        guard.permitDelete(job.getHost(), "documents", job.getCopyId());
    }

    /** Records the old copy as trashed if the last answer of the replica proves that the copy is gone. */
    public void recordTrashed(@Body ReplacedCopyJob job, Exchange exchange) {
        ReplacedCopy old = job.old();
        Received after = Received.of(exchange, ExchangeNames.ANSWER);
        if (after.status() != 404 || !after.genuine()) {
            throw new UnconfirmedException(Text.of(
                    "The replica answered {0} for the replaced document {1} after its deletion; the next run tries "
                            + "again.",
                    String.valueOf(after.status()), String.valueOf(old.replicaDocId())));
        }
        replacedCopies.done(old.id());
        journal.info(
                job.session(),
                old.masterId(),
                "replaced",
                Text.of(
                        "Document {0} with the master's new file has taken the place of document {1}, which is in the"
                                + " replica's trash.",
                        String.valueOf(old.replacementId()), String.valueOf(old.replicaDocId())));
    }
}
