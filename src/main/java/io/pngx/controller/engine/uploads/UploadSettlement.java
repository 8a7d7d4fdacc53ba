package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.CopyWriter;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.DocumentWrite;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.documents.RuleSelection;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Settles an upload: the new document gets the master's metadata, and is mapped. */
public final class UploadSettlement {
    private final Uploads uploads;
    private final SyncMap mappings;
    private final WorkQueue work;
    private final Unselected unselected;
    private final Journal journal;
    private final Documents documents;
    private final CopyWriter copies;
    private final FileUpdates files;
    private final Replacements replacements;

    public UploadSettlement(
            Tables tables,
            Documents documents,
            CopyWriter copies,
            FileUpdates files,
            Replacements replacements,
            Journal journal) {
        this.mappings = tables.mappings();
        this.unselected = tables.unselected();
        this.journal = journal;
        this.files = files;
        this.replacements = replacements;
        this.uploads = tables.uploads();
        this.work = tables.work();
        this.documents = documents;
        this.copies = copies;
    }

    /** Checks that the answer is the master's document of the upload. */
    public Document requireDocument(
            @Body Document answer,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Document document = answer.requireId(upload.masterId()).requireWhole();
        documents.requireSameDocument(document, session);
        return document;
    }

    /** Compares a copy that existed before the upload, since links from other documents must stay. */
    public Chunk compare(
            @Body Document copy,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("ruled") Ruled ruled,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Mapping mapping = mappings.find(upload.replicaId(), upload.masterId()).orElseThrow();
        return new Chunk(new DocumentJob(session, upload, mapping, document, ruled, copy.requireId(upload.copy())));
    }

    /**
     * Writes every field of a new copy, nulls too: matching and defaults of the replica have changed the document (trap
     * 5).
     */
    public DocumentWrite write(
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("ruled") Ruled ruled,
            @ExchangeProperty("chunk") Chunk compared,
            @ExchangeProperty("replacedCopy") Document replacedCopy,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        if (upload.kind() == Upload.Kind.VERSION) {
            DocumentPair work = compared.documents().get(0).pair();
            DocumentWrite write = new DocumentWrite(session, upload.copy(), document, work.target(), work.patch());
            write.found(work.replica());
            return write;
        }
        Target target = session.target(ruled, upload.copy());
        if (upload.kind() == Upload.Kind.REPLACEMENT && replacedCopy != null) {
            target = session.withKeptLookups(target, ruled, replacedCopy);
        }
        return new DocumentWrite(session, upload.copy(), document, target, Differences.everything(target));
    }

    /** Records the settled upload in one transaction: mapping, upload, work item and run. */
    public void settled(
            @ExchangeProperty("write") DocumentWrite write,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        if (upload.kind() == Upload.Kind.REPLACEMENT) {
            replacements.relink(document, session);
        }
        int attempts = work.find(session.replicaId(), upload.masterId())
                .map(Work::attempts)
                .orElse(0);
        Comparison compared = write.comparison(document, false, attempts);
        boolean more = files.hasMore(document, upload, session);
        Comparison result = more ? compared.withoutRefusal() : compared;
        // A v2 master may have changed the file after the download: the next scan finds the document and asks.
        boolean touched =
                upload.masterModified() != null && !upload.masterModified().equals(document.modifiedAt());
        uploads.settled(
                upload, touched && document.versions().isEmpty() ? result.unseen() : result, session.runId(), more);
        copies.logResult(session, upload.masterId(), write, logAction(upload), true);
    }

    /** Maps a copy whose document a rule excluded during the upload, and writes nothing more to it. */
    public void leaveOut(
            @ExchangeProperty("ruled") Ruled ruled,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Document document = ruled.document();
        Comparison nothing =
                new Comparison(null, Seen.digest(document), false, false, document.addedAt(), document.title());
        uploads.settledLeftOut(upload, nothing, session.runId(), unselected, RuleSelection.entry(session, ruled));
        journal.warn(
                session,
                upload.masterId(),
                "left out",
                "The rule \"" + ruled.leftOutBy() + "\" no longer selects \"" + document.title()
                        + "\", whose file was already on its way: document " + upload.replicaDocId()
                        + " of the replica belongs to the token's user, and the controller writes nothing more to it.");
    }

    static String logAction(Upload upload) {
        return switch (upload.kind()) {
            case DOCUMENT -> upload.adopted() ? "adopted" : "uploaded";
            case VERSION -> "new version";
            case REPLACEMENT -> "new file";
        };
    }

    /** The body that acknowledges the task: its key, not its id. */
    public String acknowledgement(@ExchangeProperty("task") List<ConsumeTask> tasks) {
        StringBuilder keys = new StringBuilder();
        for (ConsumeTask task : tasks) {
            keys.append(keys.isEmpty() ? "" : ",").append(task.id());
        }
        return "{\"tasks\":[" + keys + "]}";
    }
}
