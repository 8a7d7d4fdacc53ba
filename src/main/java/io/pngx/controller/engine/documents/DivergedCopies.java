package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.ReturnedDocument.Finding;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Seen;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the documents that were changed on an old master after the last sync. */
public final class DivergedCopies {
    private final SyncMap mappings;
    private final Switchovers switchovers;
    private final ReturnedDocuments returned;
    private final Clock clock;

    public DivergedCopies(Tables tables, Clock clock) {
        this.mappings = tables.mappings();
        this.switchovers = tables.switchovers();
        this.returned = tables.returned();
        this.clock = clock;
    }

    /** @return whether the copy changed after the last sync while the replica was the master */
    public boolean isDiverged(DocumentJob document) {
        return isDiverged(document.session(), document.masterId(), document.replica());
    }

    /** @return whether the copy of a document changed after the last sync while the replica was the master */
    public boolean isDiverged(Session session, long masterId, Document copy) {
        return !mappings.seenAsMaster(session.replicaId(), masterId).equals(Optional.of(Seen.digest(copy)));
    }

    /**
     * Records the values that were changed on an old master after the dry run, before a run overwrites these values.
     * The dry run itself recorded all earlier changes. Ignores a copy with a fingerprint: a comparison found this copy
     * equal.
     */
    void recordOverwritten(DocumentJob document, ObjectNode patch) {
        Session session = document.session();
        if (patch.isEmpty() || document.mapping().fingerprint() != null) {
            return;
        }
        switchovers
                .ofOldMaster(session.replicaId())
                .filter(done -> isDiverged(document))
                .ifPresent(done -> {
                    ArrayNode changes = document.pair().changes(patch, List.of());
                    Set<String> known = known(done.id(), document.replica().id());
                    ArrayNode news = Json.MAPPER.createArrayNode();
                    changes.forEach(change -> {
                        if (!known.contains(change.toString())) {
                            news.add(change);
                        }
                    });
                    if (!news.isEmpty()) {
                        returned.add(
                                done.id(),
                                session.runId(),
                                Finding.DIVERGED,
                                document.replica().id(),
                                document.masterId(),
                                document.replica().title(),
                                news.toString(),
                                clock.instant());
                    }
                });
    }

    /** Returns the recorded changes as texts, because a number that was read is another node than a number to write. */
    private Set<String> known(long switchoverId, long documentId) {
        Set<String> changes = new HashSet<>();
        returned.of(switchoverId, documentId)
                .forEach(row -> row.json().forEach(change -> changes.add(change.toString())));
        return changes;
    }
}
