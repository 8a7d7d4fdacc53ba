package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.text.Text;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Job of several mapped documents. One call to the master and one call to the replica read all of them. */
public final class Chunk implements Job {
    private final Session session;
    private final Map<Long, DocumentJob> byMasterId = new LinkedHashMap<>();
    private final Map<Long, DocumentJob> byReplicaId = new LinkedHashMap<>();
    private final Consumer<List<DocumentJob>> tooLong;
    private Queue<String> linkingDocuments = new ArrayDeque<>();

    /** Creates a chunk of one document, which is not split further. */
    public Chunk(DocumentJob document) {
        this(document.session(), List.of(document), documents -> {});
    }

    /** @param tooLong called if the answer is too long, with the documents to read again in smaller chunks */
    Chunk(Session session, List<DocumentJob> documents, Consumer<List<DocumentJob>> tooLong) {
        this.session = session;
        this.tooLong = tooLong;
        documents.forEach(document -> {
            byMasterId.put(document.masterId(), document);
            byReplicaId.put(document.mapping().replicaDocId(), document);
        });
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Long masterId() {
        return byMasterId.size() == 1 ? byMasterId.keySet().iterator().next() : null;
    }

    /**
     * Splits the chunk if the answer is too long, because some documents have long texts. A single document whose
     * answer is too long fails alone.
     */
    @Override
    public Outcome failed(Failure failure) {
        if (failure.cause() != Failure.Cause.TOO_LONG) {
            return Outcome.stopRun(failure);
        }
        if (byMasterId.size() > 1) {
            Text next = Text.of("{0} The next call asks for fewer documents.", failure.text());
            return Outcome.of(Outcome.Kind.READ_FEWER, failure, Outcome.Log.of(LogRow.Level.INFO, this, "read", next));
        }
        Outcome.Kind kind =
                session.run().mode().onlyReads() ? Outcome.Kind.RUN_INCOMPLETE : Outcome.Kind.RETRY_DOCUMENT;
        return Outcome.of(kind, failure, Outcome.Log.warn(this, "failed", failure.text()));
    }

    /** @return the master's document ids, as the value of the filter {@code id__in} */
    public String getMasterIds() {
        return byMasterId.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** @return the ids of the copies that must be compared, as the value of the filter {@code id__in} */
    public String getReplicaIds() {
        return byReplicaId.entrySet().stream()
                .filter(entry -> entry.getValue().needsReplica())
                .map(entry -> String.valueOf(entry.getKey()))
                .collect(Collectors.joining(","));
    }

    public boolean isReplicaNeeded() {
        return byReplicaId.values().stream().anyMatch(DocumentJob::needsReplica);
    }

    void addMasterDocuments(DocumentPage page) {
        add(page, byMasterId, (job, document) -> job.pair().master(document));
    }

    void addReplicaDocuments(DocumentPage page) {
        add(page, byReplicaId, (job, document) -> job.pair().replica(document));
    }

    private static void add(
            DocumentPage page, Map<Long, DocumentJob> requested, BiConsumer<DocumentJob, Document> receiver) {
        for (Document document : page.results()) {
            DocumentJob job = requested.get(document.id());
            if (job != null) {
                receiver.accept(job, document);
            }
        }
    }

    public List<DocumentJob> documents() {
        return List.copyOf(byMasterId.values());
    }

    /** Schedules the documents to be read again in smaller chunks, because the answer was too long. */
    public void readAgain() {
        session.reduceChunkSize(byMasterId.size());
        tooLong.accept(documents());
    }

    /** Returns the mappings of the documents that the master returned. */
    Map<Mapping, Document> mappings(DocumentPage page) {
        Map<Mapping, Document> answered = new LinkedHashMap<>();
        for (Document document : page.results()) {
            DocumentJob job = byMasterId.get(document.id());
            if (job != null) {
                answered.put(job.mapping(), document);
            }
        }
        return answered;
    }

    /**
     * @return the ids of the next documents of the master to which a copy links, but the target of the copy does not;
     *     the value of the filter {@code id__in} for one call. Null: none is left
     */
    public String getLinkingDocuments() {
        return linkingDocuments.peek();
    }

    /** @return the values of {@link #getLinkingDocuments}; the caller may remove the first */
    Queue<String> linkingDocuments() {
        return linkingDocuments;
    }

    void setLinkingDocuments(Queue<String> ids) {
        linkingDocuments = ids;
    }

    /** @return the fields to read from the documents of {@link #getLinkingDocuments} */
    public String getLinkFields() {
        return session.targets().linkFields();
    }

    /** Removes documents whose comparison is recorded. */
    public void remove(Collection<DocumentJob> recorded) {
        recorded.forEach(document -> {
            byMasterId.remove(document.masterId());
            byReplicaId.remove(document.mapping().replicaDocId());
        });
    }

    @Override
    public String toString() {
        return "documents " + getMasterIds();
    }
}
