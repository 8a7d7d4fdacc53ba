package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A handful of mapped documents whose details are read together. */
public final class Chunk {
    private final Map<Long, DocumentWork> byMasterId = new LinkedHashMap<>();
    private final Map<Long, DocumentWork> byReplicaId = new LinkedHashMap<>();

    public Chunk(List<DocumentWork> documents) {
        documents.forEach(document -> {
            byMasterId.put(document.masterId(), document);
            byReplicaId.put(document.mapping().replicaDocId(), document);
        });
    }

    /** For {@code id__in}. */
    public String getMasterIds() {
        return byMasterId.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** For {@code id__in}: only those that have to be looked at. */
    public String getReplicaIds() {
        return byReplicaId.entrySet().stream()
                .filter(entry -> entry.getValue().needsReplica())
                .map(entry -> String.valueOf(entry.getKey()))
                .collect(Collectors.joining(","));
    }

    public boolean isReplicaNeeded() {
        return byReplicaId.values().stream().anyMatch(DocumentWork::needsReplica);
    }

    public void ofMaster(DocumentPage page) {
        take(page, byMasterId, DocumentWork::master);
    }

    public void ofReplica(DocumentPage page) {
        take(page, byReplicaId, DocumentWork::replica);
    }

    private static void take(
            DocumentPage page,
            Map<Long, DocumentWork> asked,
            java.util.function.BiConsumer<DocumentWork, Document> taker) {
        for (Document document : page.results()) {
            DocumentWork work = asked.get(document.id());
            if (work != null) {
                taker.accept(work, document);
            }
        }
    }

    public List<DocumentWork> documents() {
        return List.copyOf(byMasterId.values());
    }

    /** Pairs each mapping of the chunk with the document that the master answered for it. */
    public Map<Mapping, Document> mappings(DocumentPage page) {
        Map<Mapping, Document> answered = new LinkedHashMap<>();
        for (Document document : page.results()) {
            DocumentWork work = byMasterId.get(document.id());
            if (work != null) {
                answered.put(work.mapping(), document);
            }
        }
        return answered;
    }

    /** Takes a document out, because its comparison is recorded. */
    public void remove(DocumentWork document) {
        byMasterId.remove(document.masterId());
        byReplicaId.remove(document.mapping().replicaDocId());
    }
}
