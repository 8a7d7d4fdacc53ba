package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.Comparisons;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.store.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the documents of a chunk that equal their copies, in one transaction. Only documents that may differ are then
 * processed one by one.
 */
public final class EqualDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(EqualDocuments.class);

    private final Comparisons comparisons;
    private final Verifications verifications;
    private final FileChangeCheck files;
    private final Notes notes;

    public EqualDocuments(Tables tables, FileChangeCheck files, Notes notes) {
        this.comparisons = tables.comparisons();
        this.verifications = tables.verifications();
        this.files = files;
        this.notes = notes;
    }

    /** Records the equal documents of the chunk, and removes these documents from the chunk. */
    public void record(@Body Chunk chunk) {
        Session session = chunk.session();
        List<DocumentJob> equal = take(chunk);
        if (!equal.isEmpty()) {
            Map<Mapping, Comparison> results = new LinkedHashMap<>();
            equal.forEach(document -> results.put(document.mapping(), result(document.pair())));
            comparisons.equal(session.replicaId(), results, session.runId());
            List<Long> read = equal.stream()
                    .filter(document -> document.replica() != null)
                    .map(DocumentJob::masterId)
                    .toList();
            if (!read.isEmpty()) {
                verifications.equalAgain(session.replicaId(), read);
            }
        }
    }

    /** Removes the equal documents from the chunk, and returns them. */
    public List<DocumentJob> take(Chunk chunk) {
        List<DocumentJob> equal = find(chunk);
        chunk.remove(equal);
        return equal;
    }

    /** Finds the equal documents. Leaves out a document whose rule or target fails. */
    private List<DocumentJob> find(Chunk chunk) {
        List<DocumentJob> equal = new ArrayList<>();
        List<DocumentJob> read = new ArrayList<>();
        for (DocumentJob document : chunk.documents()) {
            try {
                if (document.pair().hasTarget() && hasEqualFile(document)) {
                    if (document.isUnchanged()) {
                        equal.add(document);
                    } else if (isReadAsEqual(document)) {
                        read.add(document);
                    }
                }
            } catch (RuntimeException e) {
                // Here, the exception would fail the whole chunk. The document is compared again alone, and the same
                // exception then fails only this document.
                LOG.debug("{} is compared again, alone", document, e);
            }
        }
        equal.addAll(notes.equal(chunk.session().replicaId(), read));
        return equal;
    }

    private boolean hasEqualFile(DocumentJob document) {
        return !files.differs(document) && !files.mustAskMaster(document) && !files.mustAskReplica(document);
    }

    /**
     * @return whether the copy was read, equals its target, and needs neither a write nor a log row. A link or serial
     *     number that had to wait still needs a write. Values that can't be carried need a log row.
     */
    private static boolean isReadAsEqual(DocumentJob document) {
        DocumentPair pair = document.pair();
        Work.Reason reason = document.work().reason();
        return (reason == Work.Reason.FULL || reason == Work.Reason.CHANGED)
                && pair.replica() != null
                && pair.mapping().numberTaken() == null
                && pair.mapping().contestedAt() == null
                && !pair.target().linksMissing()
                && (pair.wasEqual() || pair.target().uncarried().isEmpty())
                && CopyIdentity.isCopy(pair.mapping(), pair.replica())
                && pair.patch().isEmpty();
    }

    /** Records that a copy equals its target. */
    public void recordUnchanged(@Body DocumentJob document) {
        Session session = document.session();
        comparisons.compared(
                session.replicaId(),
                document.masterId(),
                document.unseenIfFileMissing(result(document.pair())),
                session.runId(),
                Run.Outcome.UNCHANGED);
    }

    private static Comparison result(DocumentPair pair) {
        Document master = pair.master();
        Document copy = pair.replica();
        return new Comparison(
                new Comparison.State(pair.target().fingerprint(), pair.digest(), false, false),
                new Comparison.OfMaster(
                        master.addedAt(), master.title(), master.archiveSerialNumber(), master.modifiedAt()),
                new Comparison.OfCopy(
                        copy == null ? null : copy.addedAt(),
                        copy == null ? null : copy.modifiedAt(),
                        pair.target().owner() != null,
                        null),
                new Comparison.Unwritten(pair.target().omittedLinks(), null, null));
    }
}
