package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.Normal;
import io.pngx.controller.sync.UploadStep;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.core5.http.HttpEntity;

/** Starts an upload: from the work item to the task. */
public final class UploadStart {
    private final Uploads uploads;
    private final WorkQueue work;
    private final Runs runs;
    private final Gateway gateway;
    private final StopSignal stops;

    public UploadStart(Uploads uploads, WorkQueue work, Runs runs, Gateway gateway, StopSignal stops) {
        this.uploads = uploads;
        this.work = work;
        this.runs = runs;
        this.gateway = gateway;
        this.stops = stops;
    }

    /** Work items to upload now, at most as many as the replica may have in flight. */
    public Iterator<Work> next(@ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(session, stops, new Iterator<>() {
            private long after;
            private List<Work> row = List.of();
            private boolean full;

            /**
             * Reads one work item at a time. If the replica already has a document, this document takes no place in
             * flight.
             */
            @Override
            public boolean hasNext() {
                if (row.isEmpty() && !full && !isFull()) {
                    row = work.toUpload(session.runId(), after, 1);
                }
                return !row.isEmpty();
            }

            @Override
            public Work next() {
                Work next = row.get(0);
                after = next.masterId();
                row = List.of();
                full = isFull(); // the split calls hasNext() before it works on the last item, and skips a null
                return full ? null : next;
            }

            private boolean isFull() {
                return !session.mayUpload()
                        || uploads.inFlight(session.replicaId())
                                >= session.replica().uploadsInFlight();
            }
        });
    }

    /** Commits the intent before anything is sent. */
    public Upload plan(
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("file") Spooled file,
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
                FileUpdates.order(document, session));
    }

    /** The checksum of the file, in the kind that the replica keeps. */
    public String checksum(@ExchangeProperty("file") Spooled file, @ExchangeProperty("session") Session session) {
        return session.dialect().checksum(file.md5(), file.sha256());
    }

    /**
     * @return whether the file must be sent. This is the case if the replica has no free document with these bytes, or
     *     if an earlier open upload of the same bytes may have created the free document.
     */
    public boolean mustPost(@Body List<Long> free, @ExchangeProperty("upload") Upload upload) {
        return free.isEmpty() || uploads.twin(upload);
    }

    /** Adopts the free document that has these bytes. */
    public UploadStep adopt(@Body List<Long> free) {
        return UploadStep.adopt(free.get(0));
    }

    public HttpEntity form(
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("file") Spooled file) {
        return UploadForm.of(file, upload.fileName(), document.mimeType(), Normal.date(document.created()));
    }

    /** Commits that the first byte is about to be sent. After a restart, the upload then counts as sent. */
    public void posting(@ExchangeProperty("upload") Upload upload) {
        uploads.posting(upload.id());
    }

    /** @param answer the id of the task as a JSON string */
    public void posted(
            @Body JsonNode answer,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        if (!answer.isTextual() || !ConsumeTask.isId(answer.asText())) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS, null, "took an upload without naming its task.");
        }
        uploads.posted(upload.id(), answer.asText(), true, Instant.now().plus(Backoff.poll(0)));
        session.uploadAnswered();
        runs.sent(session.runId(), upload.size());
    }
}
