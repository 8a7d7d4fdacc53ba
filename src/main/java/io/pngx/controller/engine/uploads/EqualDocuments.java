package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.session.Chunk;
import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Database;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.ExchangeProperty;

/**
 * Records the documents of a chunk whose copies are equal already, all in one transaction. Only the others become
 * exchanges of their own.
 */
public final class EqualDocuments {
    private final FileChangeCheck files;
    private final Documents documents;
    private final Database database;

    public EqualDocuments(FileChangeCheck files, Documents documents, Database database) {
        this.files = files;
        this.documents = documents;
        this.database = database;
    }

    /** Takes the equal documents out of the chunk. A document whose rules or target fail stays, and fails alone. */
    public void record(@ExchangeProperty("chunk") Chunk chunk, @ExchangeProperty("session") Session session) {
        List<DocumentWork> equal = new ArrayList<>();
        for (DocumentWork document : chunk.documents()) {
            if (isEqual(document, session)) {
                equal.add(document);
            }
        }
        if (!equal.isEmpty()) {
            database.inTransaction(() -> equal.forEach(document -> record(document, session)));
            equal.forEach(chunk::remove);
        }
    }

    private void record(DocumentWork document, Session session) {
        if (document.isUnchanged()) {
            documents.unchanged(document, session);
        } else {
            documents.compared(document, documents.write(document, session), session);
        }
    }

    private boolean isEqual(DocumentWork document, Session session) {
        try {
            return document.hasTarget()
                    && (document.isUnchanged() || documents.isReadAsEqual(document))
                    && !files.differs(document, session)
                    && !files.mustAsk(document);
        } catch (RuntimeException e) {
            return false; // thrown again when the document is compared by itself, so that it becomes its failure alone
        }
    }
}
