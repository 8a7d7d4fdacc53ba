package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.Work;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Reads the master's documents of an upload and of the next uploads in one call, instead of one call for each document,
 * while uploads start fast.
 */
public final class UpcomingDocuments {
    private final RunWork runWork;
    private final SharedReads reads;

    public UpcomingDocuments(RunWork runWork, SharedReads reads) {
        this.runWork = runWork;
        this.reads = reads;
    }

    /** Returns one job with the documents to read in one call; empty: the document of the upload is read by itself. */
    public List<UpcomingJob> next(@Body UploadJob upload) {
        Session session = upload.session();
        int most = reads.areOff() ? 0 : session.uploads().readAhead().documents();
        if (most == 0) {
            return List.of();
        }
        List<Long> documents = runWork.toUpload(session.runId(), upload.masterId() - 1, most).stream()
                .map(Work::masterId)
                .filter(id -> id.equals(upload.masterId()) || !reads.hasDocument(session, id))
                .toList();
        session.uploads().readAhead().reading(documents.size());
        return documents.size() < 2 ? List.of() : List.of(new UpcomingJob(session, documents));
    }

    /** Keeps the documents for their uploads. A document that the answer lacks is read by itself. */
    public void keep(@Body UpcomingJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Instant now = Instant.now();
        page.results().stream()
                .map(Document::requireWhole)
                .filter(document -> job.documents().contains(document.id()))
                .forEach(document -> reads.keepDocument(job.session(), document, now));
    }
}
