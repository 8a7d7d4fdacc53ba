package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Archive serial numbers are unique, so one that another document still holds would refuse the whole PATCH
 * (paperless-api.md §11).
 */
public final class SerialNumbers {
    private static final String IN_TRASH = "already exists in the trash";

    private final SyncMap mappings;
    private final Tombstones tombstones;
    private final Guard guard;
    private final Journal journal;

    public SerialNumbers(SyncMap mappings, Tombstones tombstones, Guard guard, Journal journal) {
        this.mappings = mappings;
        this.tombstones = tombstones;
        this.guard = guard;
        this.journal = journal;
    }

    /**
     * Looks who holds the wanted number.
     *
     * @return the document to take it from: a mapped one, whose own number on the master must be another, since numbers
     *     are unique there, too; null where there is nothing to take. A foreign document keeps its number.
     */
    public Long holder(
            @Body DocumentPage page,
            @ExchangeProperty("write") DocumentWrite write,
            @ExchangeProperty("session") Session session) {
        Optional<Document> other = page.results().stream()
                .filter(document -> document.id() != write.getReplicaDocId())
                .findFirst();
        if (other.isEmpty()) {
            return null;
        }
        long id = other.get().id();
        Optional<Long> master = mappings.masterDoc(session.replicaId(), id);
        if (master.isEmpty()) {
            write.withoutSerialNumber(
                    "Archive serial number " + write.getSerialNumber() + " belongs to document " + id
                            + " of the replica, which is not ours and stays as it is; the document is there without its number.");
            return null;
        }
        mappings.invalidate(session.replicaId(), master.get());
        journal.info(
                session,
                master.get(),
                "serial number",
                "Archive serial number " + write.getSerialNumber() + " is taken from document " + id
                        + " of the replica, since document " + write.getReplicaDocId()
                        + " has it now; its own is looked at next.");
        return id;
    }

    /** Was the PATCH refused because a document in the trash has the number, and the trash not yet searched? Lists show none that are there. */
    public boolean heldInTrash(Exchange exchange, @ExchangeProperty("write") DocumentWrite write) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        if (status != 400) {
            return false;
        }
        String answer = exchange.getMessage().getBody(String.class);
        return answer != null && answer.contains(IN_TRASH) && write.isSerialNumberWanted() && write.searchTrashOnce();
    }

    public TrashSearch search(@ExchangeProperty("write") DocumentWrite write) {
        return new TrashSearch(write.getSerialNumber());
    }

    public void lookThrough(@Body DocumentPage page, @ExchangeProperty("search") TrashSearch search) {
        search.lookThrough(page);
    }

    /** What is not ours stays in the trash with its number; the document goes on without. */
    public boolean trashedIsOurs(
            @ExchangeProperty("search") TrashSearch search,
            @ExchangeProperty("write") DocumentWrite write,
            @ExchangeProperty("session") Session session) {
        Document there = search.found();
        if (there == null) {
            return false; // it left the trash meanwhile: the next try shows
        }
        long id = there.id();
        if (mapping(session, id)
                .map(mapping -> CopyIdentity.isOurs(mapping, there))
                .orElseGet(() -> tombstone(session, there).isPresent())) {
            return true;
        }
        write.withoutSerialNumber("Archive serial number " + write.getSerialNumber() + " belongs to document " + id
                + " of the replica in its trash, which is not ours and stays as it is; the document is there without its number. "
                + "Restore or purge that one to free it.");
        return false;
    }

    private Optional<Mapping> mapping(Session session, long replicaDocId) {
        return mappings.masterDoc(session.replicaId(), replicaDocId)
                .flatMap(master -> mappings.find(session.replicaId(), master));
    }

    /** By which we put it there. What has the id of such a copy, and is another document, is not ours. */
    private Optional<Tombstone> tombstone(Session session, Document there) {
        return tombstones.trashed(session.replicaId(), there.id()).stream()
                .filter(each -> CopyIdentity.isOurs(each, there.mustSayAdded()))
                .findFirst();
    }

    /**
     * Lets the gateway take the document that was found out of the trash. A copy that we had put there is mapped again
     * before, and its deletion is on its way again: it goes back at the end of the run, without the number.
     */
    public void permitRestore(
            @ExchangeProperty("search") TrashSearch search,
            @ExchangeProperty("write") DocumentWrite write,
            @ExchangeProperty("session") Session session) {
        long id = search.found().id();
        tombstone(session, search.found()).ifPresent(tombstones::actAgain);
        journal.info(
                session,
                null,
                "serial number",
                "Document " + id + " is taken out of the replica's trash, since it still has archive serial number "
                        + write.getSerialNumber()
                        + ", which another document has now; what becomes of it is a matter of its deletion.");
        guard.mayRestore(session.host(), id);
    }
}
