package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Work;
import java.util.List;
import org.apache.camel.Body;

/**
 * Records the documents of a chunk whose copies are equal already, all in one transaction. Only documents that differ
 * become exchanges of their own.
 */
public final class EqualDocuments {
    private final SyncMap mappings;
    private final Database database;
    private final FileChangeCheck files;
    private final Notes notes;

    public EqualDocuments(Tables tables, FileChangeCheck files, Notes notes) {
        this.mappings = tables.mappings();
        this.database = tables.database();
        this.files = files;
        this.notes = notes;
    }

    /** Records the equal documents of the chunk, and takes them out. */
    public void record(@Body Chunk chunk) {
        List<DocumentJob> equal = find(chunk);
        if (!equal.isEmpty()) {
            database.inTransaction(() -> equal.forEach(this::recordUnchanged));
            chunk.remove(equal);
        }
    }

    /** Takes the equal documents out of the chunk. */
    public List<DocumentJob> take(Chunk chunk) {
        List<DocumentJob> equal = find(chunk);
        chunk.remove(equal);
        return equal;
    }

    /** Finds the equal documents. A document whose rules or target fail is not one of them, and fails alone. */
    private List<DocumentJob> find(Chunk chunk) {
        return chunk.documents().stream().filter(this::isEqual).toList();
    }

    private boolean isEqual(DocumentJob document) {
        try {
            return document.pair().hasTarget()
                    && (document.isUnchanged() || isReadAsEqual(document))
                    && !files.differs(document)
                    && !files.mustAskMaster(document);
        } catch (RuntimeException e) {
            return false; // thrown again when the document is compared by itself, so that it becomes its failure alone
        }
    }

    /**
     * @return whether a full run read the copy and found no change, so that nothing has to be written, and nothing is
     *     open from an earlier run
     */
    private boolean isReadAsEqual(DocumentJob document) {
        DocumentPair pair = document.pair();
        return document.work().reason() == Work.Reason.FULL
                && pair.replica() != null
                && pair.wasEqual()
                && pair.mapping().numberTaken() == null
                && pair.mapping().contestedAt() == null
                && !pair.target().linksMissing()
                && CopyIdentity.isCopy(pair.mapping(), pair.replica())
                && pair.patch().isEmpty()
                && notes.areEqual(pair);
    }

    /** Records that the copy equals its target, and that nothing was written. */
    public void recordUnchanged(@Body DocumentJob document) {
        Session session = document.session();
        DocumentPair pair = document.pair();
        Document master = pair.master();
        mappings.compared(
                session.replicaId(),
                document.masterId(),
                new Comparison(
                        pair.target().fingerprint(),
                        pair.digest(),
                        false,
                        false,
                        master.addedAt(),
                        master.title(),
                        pair.replica() == null ? null : pair.replica().addedAt(),
                        pair.target().leftOut(),
                        null,
                        null,
                        pair.target().owner() != null,
                        null),
                session.runId(),
                Run.Outcome.UNCHANGED);
    }
}
