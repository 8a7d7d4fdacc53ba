package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.adoption.AdoptionDecision;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Normal;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.util.Deque;
import java.util.Iterator;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.apache.hc.core5.http.HttpEntity;

/** Starts uploads: sends the file of a work item, and records the task that the replica created. */
public final class UploadStart {
    private final Database database;
    private final UploadedFiles uploadedFiles;
    private final UploadSlots slots;
    private final WorkQueue work;
    private final RunWork runWork;
    private final RunProgress progress;
    private final Tombstones tombstones;
    private final AdoptionDecision adoptions;
    private final UploadIntents intents;
    private final ConsumeTimes times;
    private final StopSignal stops;

    public UploadStart(
            Tables tables, AdoptionDecision adoptions, UploadIntents intents, ConsumeTimes times, StopSignal stops) {
        this.database = tables.database();
        this.uploadedFiles = tables.uploadedFiles();
        this.slots = new UploadSlots(tables.openUploads());
        this.work = tables.work();
        this.runWork = tables.runWork();
        this.progress = tables.progress();
        this.tombstones = tables.tombstones();
        this.adoptions = adoptions;
        this.intents = intents;
        this.times = times;
        this.stops = stops;
    }

    /** Returns the documents to upload now, until the limit of uploads in flight is reached. */
    public Iterator<UploadJob> next(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        slots.count(session);
        return new StoppableIterator<>(session, stops, new Iterator<>() {
            private long after;
            private boolean full;

            @Override
            public boolean hasNext() {
                int free = UploadSlots.free(session);
                full = full || free == 0;
                if (!full && upcoming().isEmpty()) {
                    upcoming().addAll(runWork.toUpload(session.runId(), after, atOnce(free)));
                }
                return !full && !upcoming().isEmpty();
            }

            // The limit is checked again here, because the split calls hasNext() before it processes the previous item.
            // If the limit is reached, this method returns null, and the split skips null.
            @Override
            public UploadJob next() {
                full = UploadSlots.free(session) == 0;
                if (full) {
                    return null;
                }
                Work next = upcoming().remove();
                after = next.masterId();
                return new UploadJob(session, next);
            }

            private Deque<Work> upcoming() {
                return session.uploads().upcoming();
            }

            /**
             * Returns the number of work items to read in one query: one more than there are free slots, because an
             * item whose bytes the replica already has uses no slot; more while uploads start fast.
             */
            private int atOnce(int free) {
                return Math.max(free + 1, session.uploads().readAhead().inWindow());
            }
        });
    }

    /** Records the master's document of a work item, and shows the document on the page of the run. */
    public void recordDocument(@Body UploadJob job) {
        Document document = job.master();
        if (job.mapping() != null) {
            CopyIdentity.requireSameDocument(job.mapping(), document);
        }
        Session session = job.session();
        session.uploads().readAhead().started();
        database.inUnflushedTransaction(() -> {
            work.tried(session.replicaId(), document.id(), Seen.digest(document));
            progress.current(session.runId(), job.label());
        });
    }

    /**
     * @return whether to search the replica for the bytes before the upload. One of three reasons is enough: the
     *     replica may have foreign documents, a document or lookup has a tombstone, or another upload of the same bytes
     *     is open or failed.
     */
    public boolean mustSearch(@Body UploadJob job) {
        Session session = job.session();
        return !session.uploads().holdsOnlyCopies()
                || tombstones.any(session.replicaId())
                || uploadedFiles.unsettled(
                        session.replicaId(), job.file().md5(), job.file().sha256());
    }

    /** @return whether the upload waits until the user confirms the adoption of a document that has the same bytes */
    public boolean needsConfirmation(@Body UploadJob job) {
        return !job.free().isEmpty() && adoptions.needsConfirmation(job.free(), job.file(), job.session());
    }

    /** Offers for adoption the document that already has the bytes of the upload. */
    public void offer(@Body UploadJob job) {
        adoptions.offer(job.free(), job.master(), job.session());
    }

    /**
     * @return whether an unmapped document of the replica shows the bytes of the upload in a later version, and may be
     *     adopted
     */
    public boolean hasUnmappedVersion(@Body UploadJob job) {
        return !job.free().isEmpty() && withUnmappedVersion(job) != null;
    }

    private Long withUnmappedVersion(UploadJob job) {
        long document =
                adoptions.adoptable(job.free(), job.file(), job.session()).get(0);
        return job.session().uploads().unmappedVersions().file(document) == null ? null : document;
    }

    /** Adopts a document with several versions. The run then compares its fields. */
    public void adoptWithVersions(@Body UploadJob job) {
        adoptions.adoptWithVersions(withUnmappedVersion(job), job.master(), job.file(), job.session());
        work.changeReason(job.session().replicaId(), job.masterId(), Work.Reason.LINK);
    }

    /** Commits the intent before anything is sent. */
    public void plan(@Body UploadJob job) {
        intents.planAndPost(job);
    }

    /** Adopts the unmapped document that has the bytes of the upload. */
    public void adopt(@Body UploadJob job) {
        job.setStep(UploadStep.adopt(
                adoptions.adoptable(job.free(), job.file(), job.session()).get(0)));
    }

    public HttpEntity form(@Body UploadJob job) {
        Document document = job.master();
        return UploadForm.of(
                job.file(), job.getUpload().fileName(), document.mimeType(), Normal.date(document.created()));
    }

    /** @param answer the id of the task as a JSON string */
    public void posted(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) JsonNode answer) {
        if (!answer.isTextual() || !ConsumeTask.isId(answer.asText())) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS, Text.of("accepted an upload, but returned no task id."));
        }
        Session session = job.session();
        Upload upload = job.getUpload();
        intents.posted(upload, session.runId(), answer.asText(), times.firstPoll(session));
        session.uploads().queued();
        session.uploads().answered();
        session.uploads().moved();
        job.setPosting(false);
        job.setFile(null);
        session.uploads().keep(upload.id(), job);
    }
}
