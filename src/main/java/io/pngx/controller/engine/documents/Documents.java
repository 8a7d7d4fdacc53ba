package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.text.Text;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Reads the mapped documents of a run and their copies in chunks. */
public final class Documents {
    private final SyncMap mappings;
    private final DocumentJobs jobs;
    private final WorkQueue work;
    private final RunWork runWork;
    private final RunProgress progress;
    private final StopSignal stops;
    private final Journal journal;
    private final ForeignLinks links;

    public Documents(Tables tables, DocumentJobs jobs, StopSignal stops, Journal journal) {
        this.mappings = tables.mappings();
        this.jobs = jobs;
        this.work = tables.work();
        this.runWork = tables.runWork();
        this.progress = tables.progress();
        this.stops = stops;
        this.journal = journal;
        this.links = new ForeignLinks(tables);
    }

    /** Returns the mapped documents of the run in chunks, until none are left or the run stops. */
    public Iterator<Chunk> chunks(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return chunks(session, (after, size) -> runWork.mapped(session.runId(), after, size));
    }

    /**
     * Returns the chunks of the second pass: documents with a link or serial number that had to wait for another
     * document.
     */
    public Iterator<Chunk> linkChunks(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return chunks(session, (after, size) -> runWork.links(session.runId(), after, size));
    }

    /** @return whether only the second pass of the run is left */
    public boolean onlyLinksLeft(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return runWork.onlyLinksLeft(session.runId());
    }

    private interface RowsAfter {
        List<Work> find(long masterId, int size);
    }

    private Iterator<Chunk> chunks(Session session, RowsAfter rowsAfter) {
        long[] after = {0};
        return Chunks.of(session, stops, size -> {
            List<Work> rows = rowsAfter.find(after[0], size);
            if (rows.isEmpty()) {
                return List.of();
            }
            after[0] = rows.get(rows.size() - 1).masterId();
            return jobs.of(session, rows);
        });
    }

    /**
     * Adds the documents of the master to the chunk.
     *
     * @throws ReplicaFrozenException if the id of a mapping belongs to another document now. A dry run or verification
     *     reports the document instead.
     */
    public void addMasterDocuments(@Body Chunk chunk, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        page.results().forEach(Document::requireWhole);
        if (!chunk.session().run().mode().onlyReads()) {
            chunk.mappings(page).forEach(CopyIdentity::requireSameDocument);
        }
        chunk.addMasterDocuments(page);
    }

    public void requireSameDocument(Document master, Session session) {
        mappings.find(session.replicaId(), master.id())
                .ifPresent(mapping -> CopyIdentity.requireSameDocument(mapping, master));
    }

    /** Adds the copies to the chunk, and finds the documents that extra links lead to. */
    public void addReplicaDocuments(@Body Chunk chunk, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        chunk.addReplicaDocuments(page);
        findLinkingDocuments(chunk);
    }

    /**
     * Finds the documents that extra links lead to. An extra link is a link that a copy has, but that is missing in the
     * target of the copy. The master may store the link at its other end. Links to foreign documents are kept.
     */
    public void findLinkingDocuments(@Body Chunk chunk) {
        Set<Long> linking = new TreeSet<>();
        chunk.documents().forEach(document -> linking.addAll(links.resolve(document.pair(), chunk.session())));
        chunk.setLinkingDocuments(IdChunks.queue(linking));
    }

    /**
     * @param body the chunk; after a failed call, the job of the flow
     * @return whether documents that {@link #findLinkingDocuments} found are left to read
     */
    public boolean mustReadLinking(@Body Object body) {
        return body instanceof Chunk chunk && chunk.getLinkingDocuments() != null;
    }

    /** Adds to the targets the links that the master stores only at the other end. */
    public void addMissingLinkEnds(@Body Chunk chunk, @Variable(ExchangeNames.ANSWER) DocumentPage linking) {
        chunk.linkingDocuments().remove();
        for (DocumentJob document : chunk.documents()) {
            Set<Long> unexplained = document.pair().extraLinks();
            for (Document other : unexplained.isEmpty() ? List.<Document>of() : linking.results()) {
                mappings.replicaDoc(chunk.session().replicaId(), other.id())
                        .filter(unexplained::contains)
                        .ifPresent(copy -> document.pair().addLinkFrom(other, copy));
            }
        }
    }

    public Iterator<DocumentJob> each(@Body Chunk chunk) {
        return new StoppableIterator<>(chunk.session(), stops, chunk.documents().iterator());
    }

    /** Shows the current document on the page of the run. */
    public void show(@Body DocumentJob job) {
        progress.current(job.session().runId(), job.label());
    }

    /**
     * Defers a document that was deleted on the master after the inventory was read, because the next cycle decides on
     * the deletion.
     */
    public void defer(@Body DocumentJob job) {
        Text why = Text.of("The document was deleted on the master during the run.");
        work.defer(job.session().replicaId(), job.masterId(), job.session().runId(), why);
        journal.info(job.session(), job.masterId(), "deferred", why);
    }

    /** Schedules the documents of a chunk to be read again in smaller chunks. */
    public void readAgain(@ExchangeProperty(ExchangeNames.JOB) Chunk chunk) {
        chunk.readAgain();
    }
}
