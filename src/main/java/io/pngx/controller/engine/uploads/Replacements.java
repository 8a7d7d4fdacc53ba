package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Replaced;
import io.pngx.controller.store.Replacement;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.Identity;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.UploadStep;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * Replaces the file of a copy on a v2 replica, which cannot change a file (paperless-api.md §4): a copy with the new
 * bytes takes the place of the old copy, which then goes to the replica's trash. Each step is committed, so that a
 * restart continues with the next one.
 */
public final class Replacements {
    private final Replaced replaced;
    private final SyncMap mappings;
    private final Uploads uploads;
    private final WorkQueue work;
    private final Gateway gateway;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;

    public Replacements(Tables tables, Gateway gateway, Guard guard, StopSignal stops, Journal journal) {
        this.replaced = tables.replaced();
        this.mappings = tables.mappings();
        this.uploads = tables.uploads();
        this.work = tables.work();
        this.gateway = gateway;
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
    }

    /** Commits the intent before anything is sent. */
    public Upload plan(
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("file") Spooled file,
            @ExchangeProperty("mapping") Mapping mapping,
            @ExchangeProperty("session") Session session) {
        String clock = gateway.lastDate(session.host()).map(Times::text).orElse(null);
        return uploads.plan(
                session.replicaId(),
                document.id(),
                FileNames.of(document),
                file.size(),
                file.md5(),
                file.sha256(),
                clock,
                FileUpdates.order(Upload.Kind.REPLACEMENT, mapping.replicaDocId(), document.newestFile(), document));
    }

    /** @return a replaced copy with these bytes that may be in the trash; null: none */
    public Replacement trashed(@ExchangeProperty("file") Spooled file, @ExchangeProperty("session") Session session) {
        return replaced.trashedWith(session.replicaId(), file.sha256()).orElse(null);
    }

    /** Permits the restore of this one copy at the gateway. */
    public void permitRestore(
            @ExchangeProperty("trashed") Replacement trashed, @ExchangeProperty("session") Session session) {
        guard.permitRestore(session.host(), trashed.replicaDocId());
    }

    /** Records the restored copy, which takes the place of an upload. */
    public UploadStep restored(
            @ExchangeProperty("trashed") Replacement trashed, @ExchangeProperty("session") Session session) {
        journal.info(
                session,
                trashed.masterId(),
                "restored",
                "Document " + trashed.replicaDocId()
                        + " was taken out of the replica's trash: it has the bytes that were to be uploaded.");
        return new UploadStep(UploadStep.Action.CONSUMED, trashed.replicaDocId(), null);
    }

    /** Forgets a replaced copy that was purged from the trash. */
    public void forgetPurged(@ExchangeProperty("trashed") Replacement trashed) {
        replaced.returned(trashed.replicaId(), trashed.replicaDocId());
    }

    public boolean isReplacement(@ExchangeProperty("upload") Upload upload) {
        return upload.kind() == Upload.Kind.REPLACEMENT;
    }

    /** @throws PaperlessException where the new copy has other bytes than were sent: the old copy stays */
    public void verifyBytes(
            @Header("ETag") String etag,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        String checksum = Etag.checksum(etag).orElse(null);
        if (!session.dialect().checksum(upload.md5(), upload.sha256()).equals(checksum)) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    null,
                    "shows document " + upload.replicaDocId() + " with other bytes than were sent; document "
                            + upload.copyId() + " stays in its place.");
        }
    }

    /** Clears the archive serial number of the old copy, which is still mapped: its fingerprint is void then. */
    public String clearSerialNumber(
            @ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        mappings.clearFingerprint(session.replicaId(), upload.masterId());
        return "{\"archive_serial_number\":null}";
    }

    /** Queues the documents that link to the old copy: the second pass links them to the new one. */
    public void relink(
            @Body Document old,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        links(old, session.translation().replica())
                .flatMap(id -> mappings.masterDoc(session.replicaId(), id).stream())
                .forEach(id -> relink(id, upload.masterId(), session));
    }

    /** Queues the documents to which this document links: paperless links them back. */
    void relink(Document document, Session session) {
        links(document, session.translation().master())
                .filter(id -> mappings.replicaDoc(session.replicaId(), id).isPresent())
                .forEach(id -> relink(id, document.id(), session));
    }

    private void relink(long masterId, long replacedId, Session session) {
        if (masterId == replacedId) {
            return;
        }
        mappings.clearFingerprint(session.replicaId(), masterId); // its link changes, and that is no drift
        if (session.translation()
                .inventory()
                .live()
                .test(masterId)) { // a document that left the master is compared when it returns
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

    /** Old copies that have to be moved to the trash. */
    public Iterator<Replacement> open(@ExchangeProperty("session") Session session) {
        List<Replacement> open = replaced.open(session.replicaId());
        return new StoppableIterator<>(session, stops, open.iterator());
    }

    /**
     * @return whether the old copy may go to the trash: not where another document has its id now, and not where it is
     *     mapped again
     */
    public boolean mayTrash(
            @ExchangeProperty("there") Document there,
            @ExchangeProperty("replaced") Replacement old,
            @ExchangeProperty("session") Session session) {
        Instant added = there.requireId(old.replicaDocId()).addedAt();
        boolean other = old.replicaAdded() != null && (added == null || !Identity.isSame(old.replicaAdded(), added));
        boolean needed = mappings.masterDoc(old.replicaId(), old.replicaDocId()).isPresent()
                || uploads.claimed(old.replicaId(), old.replicaDocId(), -1);
        if (other || needed) {
            replaced.returned(old.replicaId(), old.replicaDocId());
            journal.info(
                    session,
                    old.masterId(),
                    "replaced",
                    "Document " + old.replicaDocId() + " stays: "
                            + (needed ? "it is the copy of a document again." : "it is another document now."));
        }
        return !other && !needed;
    }

    /** The body that clears the archive serial number, which the copy would block in the trash, and its links. */
    public String releaseBody(@ExchangeProperty("there") Document there) {
        return there.customFields().isEmpty()
                ? "{\"archive_serial_number\":null}"
                : "{\"archive_serial_number\":null,\"custom_fields\":[]}";
    }

    /**
     * Commits the intent, then permits this one delete at the gateway. The replacement, whose bytes were verified, is
     * the cause.
     */
    public void permitDelete(
            @ExchangeProperty("replaced") Replacement old, @ExchangeProperty("session") Session session) {
        replaced.acting(old.id());
        guard.permitDelete(session.host(), "documents", old.replicaDocId());
    }

    /** @param status status of a GET of the copy after the delete */
    public void recordTrashed(
            @ExchangeProperty("replaced") Replacement old,
            @ExchangeProperty("after") int status,
            @ExchangeProperty("afterGenuine") boolean genuine,
            @ExchangeProperty("stays") boolean stays,
            @ExchangeProperty("session") Session session) {
        if (stays) {
            return;
        }
        if (status != 404 || !genuine) {
            throw new IllegalStateException("The replica answered " + status + " for the replaced document "
                    + old.replicaDocId() + " after its deletion; the next run tries again.");
        }
        replaced.done(old.id());
        journal.info(
                session,
                old.masterId(),
                "replaced",
                "Document " + old.replacementId() + " with the master's new file has taken the place of document "
                        + old.replicaDocId() + ", which is in the replica's trash.");
    }
}
