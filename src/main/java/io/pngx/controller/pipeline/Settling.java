package io.pngx.controller.pipeline;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Target;
import java.util.List;
import org.apache.camel.ExchangeProperty;

/** The end of an upload: the new document becomes what the master says, and is mapped. */
public final class Settling {
    private final Uploads uploads;
    private final Documents documents;

    public Settling(Uploads uploads, Documents documents) {
        this.uploads = uploads;
        this.documents = documents;
    }

    /** Everything is set, nulls too: the replica's matching and defaults have changed the document (trap 5). */
    public Write write(@ExchangeProperty("document") Document document, @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Target target = session.target(document);
        return new Write(session, upload.replicaDocId(), target, Differences.everything(target));
    }

    /** It was read back: mapping, upload, work row and run, all or nothing. */
    public void settled(@ExchangeProperty("write") Write write, @ExchangeProperty("document") Document document,
            @ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        uploads.settled(upload, write.comparison(document, false), session.runId());
        documents.say(session, upload.masterId(), write, upload.adopted() ? "adopted" : "uploaded");
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
