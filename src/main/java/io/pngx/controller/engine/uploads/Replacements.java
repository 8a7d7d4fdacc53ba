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
 * A v2 replica can't replace the file of a document (paperless-api.md §4): another copy with the new bytes takes the
 * place of the old one, which then goes to the replica's trash. Each step is kept, so that it can be gone on with.
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

    /** The intent, committed before anything is sent. */
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

    /** A copy with these bytes that was replaced before and may lie in the trash; null: none. */
    public Replacement trashed(@ExchangeProperty("file") Spooled file, @ExchangeProperty("session") Session session) {
        return replaced.trashedWith(session.replicaId(), file.sha256()).orElse(null);
    }

    /** Lets the gateway take this one copy out of the trash. */
    public void permitRestore(
            @ExchangeProperty("trashed") Replacement trashed, @ExchangeProperty("session") Session session) {
        guard.mayRestore(session.host(), trashed.replicaDocId());
    }

    /** It was taken out of the trash: it is what was to be uploaded. */
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

    /** It was purged from the trash. */
    public void purged(@ExchangeProperty("trashed") Replacement trashed) {
        replaced.returned(trashed.replicaId(), trashed.replicaDocId());
    }

    public boolean of(@ExchangeProperty("upload") Upload upload) {
        return upload.kind() == Upload.Kind.REPLACEMENT;
    }

    /** @throws PaperlessException where the new copy does not hold what was sent: then the old one stays */
    public void verify(
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

    /** From the old copy, which is mapped still: it is not as it was last read back. */
    public String takeNumber(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        mappings.clearFingerprint(session.replicaId(), upload.masterId());
        return "{\"archive_serial_number\":null}";
    }

    /** Documents that link to the old copy have to link to the new one: they are looked at in the second pass. */
    public void relink(
            @Body Document old,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        links(old, session.translation().replica())
                .flatMap(id -> mappings.masterDoc(session.replicaId(), id).stream())
                .forEach(id -> relink(id, upload.masterId(), session));
    }

    /** The same with those that it links to: they are linked back. */
    void relink(Document document, Session session) {
        links(document, session.translation().master())
                .filter(id -> mappings.replicaDoc(session.replicaId(), id).isPresent())
                .forEach(id -> relink(id, document.id(), session));
    }

    private void relink(long masterId, long replacedId, Session session) {
        if (masterId == replacedId) {
            return;
        }
        mappings.clearFingerprint(session.replicaId(), masterId); // its link is to lead elsewhere, which nobody edited
        if (session.translation()
                .inventory()
                .live()
                .test(masterId)) { // what left the master is looked at when it is back
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

    /** Old copies that are still to be moved to the trash. */
    public Iterator<Replacement> open(@ExchangeProperty("session") Session session) {
        List<Replacement> open = replaced.open(session.replicaId());
        return new StoppableIterator<>(session, stops, open.iterator());
    }

    /** Not where somebody else has its id now, or where it stands for a document again. */
    public boolean mayGo(
            @ExchangeProperty("there") Document there,
            @ExchangeProperty("replaced") Replacement old,
            @ExchangeProperty("session") Session session) {
        Instant added = there.mustBe(old.replicaDocId()).addedAt();
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
                            + (needed
                                    ? "it stands for a document of the master again."
                                    : "it is another document now."));
        }
        return !other && !needed;
    }

    /** Frees what it would block in the trash, and takes it out of the links of others. */
    public String release(@ExchangeProperty("there") Document there) {
        return there.customFields().isEmpty()
                ? "{\"archive_serial_number\":null}"
                : "{\"archive_serial_number\":null,\"custom_fields\":[]}";
    }

    /** The intent, then the gateway's permit for this one delete; its cause is the replacement, whose bytes were verified. */
    public void permit(@ExchangeProperty("replaced") Replacement old, @ExchangeProperty("session") Session session) {
        replaced.acting(old.id());
        guard.mayDelete(session.host(), "documents", old.replicaDocId());
    }

    /** @param status of the detail, asked after the delete */
    public void done(
            @ExchangeProperty("replaced") Replacement old,
            @ExchangeProperty("after") int status,
            @ExchangeProperty("afterGenuine") boolean genuine,
            @ExchangeProperty("stays") boolean stays,
            @ExchangeProperty("session") Session session) {
        if (stays) {
            return;
        }
        if (status != 404 || !genuine) {
            throw new IllegalStateException("The replica answered " + status + " for document " + old.replicaDocId()
                    + ", which was replaced, after its deletion; it is tried again in the next run.");
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
