package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentWrite;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.documents.RuleSelection;
import io.pngx.controller.engine.session.Chunk;
import io.pngx.controller.engine.session.DocumentWork;
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

/** The end of an upload: the new document becomes what the master says, and is mapped. */
public final class UploadSettlement {
    private final Uploads uploads;
    private final SyncMap mappings;
    private final WorkQueue work;
    private final Unselected unselected;
    private final Journal journal;
    private final Documents documents;
    private final FileUpdates files;
    private final Replacements replacements;

    public UploadSettlement(
            Tables tables, Documents documents, FileUpdates files, Replacements replacements, Journal journal) {
        this.mappings = tables.mappings();
        this.unselected = tables.unselected();
        this.journal = journal;
        this.files = files;
        this.replacements = replacements;
        this.uploads = tables.uploads();
        this.work = tables.work();
        this.documents = documents;
    }

    /** The master's document that an upload is about. */
    public Document asked(
            @Body Document answer,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Document document = answer.requireId(upload.masterId()).requireWhole();
        documents.mustBeTheSame(document, session);
        return document;
    }

    /** A copy that was there before, to which others may link: it is compared, as what others have alone must stay. */
    public Chunk compare(
            @Body Document copy,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("ruled") Ruled ruled,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Mapping mapping = mappings.find(upload.replicaId(), upload.masterId()).orElseThrow();
        return new Chunk(
                List.of(new DocumentWork(session, upload, mapping, document, ruled, copy.requireId(upload.copy()))));
    }

    /** Of a new copy everything is set, nulls too: the replica's matching and defaults have changed the document (trap 5). */
    public DocumentWrite write(
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("ruled") Ruled ruled,
            @ExchangeProperty("chunk") Chunk compared,
            @ExchangeProperty("replacedCopy") Document replacedCopy,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        if (upload.kind() == Upload.Kind.VERSION) {
            DocumentWork work = compared.documents().get(0);
            DocumentWrite write = new DocumentWrite(session, upload.copy(), document, work.target(), work.patch());
            write.found(work.replica());
            return write;
        }
        Target target = session.target(ruled, upload.copy());
        if (upload.kind() == Upload.Kind.REPLACEMENT && replacedCopy != null) {
            target = session.keeping(target, ruled, replacedCopy);
        }
        return new DocumentWrite(session, upload.copy(), document, target, Differences.everything(target));
    }

    /** It was read back: mapping, upload, work row and run, all or nothing. */
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
        boolean more = files.more(document, upload, session);
        Comparison result = more ? compared.withoutRefusal() : compared;
        // A v2 master may have changed its file since it was fetched: the next scan finds the document and asks.
        boolean touched =
                upload.masterModified() != null && !upload.masterModified().equals(document.modifiedAt());
        uploads.settled(
                upload, touched && document.versions().isEmpty() ? result.unseen() : result, session.runId(), more);
        documents.say(session, upload.masterId(), write, word(upload), true);
    }

    /**
     * While it was under way it became one that the rules leave out. The copy is there and ours, so it is mapped; nothing
     * more is written to it.
     */
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
                        + "\", whose file was on its way already: document " + upload.replicaDocId()
                        + " of the replica belongs to the user behind the token, "
                        + "and nothing more is written to it.");
    }

    static String word(Upload upload) {
        return switch (upload.kind()) {
            case DOCUMENT -> upload.adopted() ? "adopted" : "uploaded";
            case VERSION -> "new version";
            case REPLACEMENT -> "new file";
        };
    }

    /** For acknowledging: the keys of the tasks that were asked for. */
    public String acknowledgement(@ExchangeProperty("task") List<ConsumeTask> tasks) {
        StringBuilder keys = new StringBuilder();
        for (ConsumeTask task : tasks) {
            keys.append(keys.isEmpty() ? "" : ",").append(task.id());
        }
        return "{\"tasks\":[" + keys + "]}";
    }
}
