package io.pngx.controller.pipeline;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.SyncMap;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Archive serial numbers are unique, so one that another document still holds would refuse the whole PATCH
 * (paperless-api.md §11).
 */
public final class SerialNumbers {
    private final SyncMap mappings;

    public SerialNumbers(SyncMap mappings) {
        this.mappings = mappings;
    }

    /**
     * Looks who holds the wanted number.
     *
     * @return the document to take it from: a mapped one, whose own number on the master must be another, since numbers
     *     are unique there, too; null where there is nothing to take. A foreign document keeps its number.
     */
    public Long holder(@Body DocumentPage page, @ExchangeProperty("write") Write write,
            @ExchangeProperty("session") Session session) {
        Optional<Document> other = page.results().stream().filter(document -> document.id() != write.getReplicaDocId()).findFirst();
        if (other.isEmpty()) {
            return null;
        }
        long id = other.get().id();
        Optional<Long> master = mappings.masterDoc(session.replicaId(), id);
        if (master.isEmpty()) {
            write.withoutSerialNumber("Archive serial number " + write.getSerialNumber() + " belongs to document " + id
                    + " of the replica, which is not ours and stays as it is; the document is there without its number.");
            return null;
        }
        mappings.mustBeCompared(session.replicaId(), master.get());
        return id;
    }
}
