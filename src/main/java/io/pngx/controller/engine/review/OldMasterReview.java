package io.pngx.controller.engine.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.documents.DivergedCopies;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReturnedDocument.Finding;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.Readable;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Records, for the report of the switchover, how the documents and notes of an old master differ from the new master's.
 * Records nothing for other replicas.
 */
public final class OldMasterReview {
    private final Database database;
    private final Plans plans;
    private final Switchovers switchovers;
    private final ReturnedDocuments returned;
    private final DivergedCopies diverged;
    private final NoteMap noteMap;
    private final StopSignal stops;
    private final Clock clock;

    public OldMasterReview(Tables tables, DivergedCopies diverged, StopSignal stops, Clock clock) {
        this.database = tables.database();
        this.plans = tables.plans();
        this.switchovers = tables.switchovers();
        this.returned = tables.returned();
        this.diverged = diverged;
        this.noteMap = tables.notes();
        this.stops = stops;
        this.clock = clock;
    }

    /**
     * A chunk of documents of the old master that one call reads.
     *
     * @param switchover the switchover in which the instance ceased to be the master
     * @param ids value of the filter {@code id__in}
     * @param deleted ids of mapped documents that the new master no longer lists, by the id on the old master
     */
    public record LeftBehind(Session session, Switchover switchover, String ids, Map<Long, Long> deleted) {
        public String getHost() {
            return session.getHost();
        }

        /** @return the fields to read: all but the content */
        public String getFields() {
            return DocumentTargets.RULE_FIELDS + ",permissions,notes";
        }
    }

    /**
     * Deletes the findings of earlier dry runs that this dry run did not record again. A cancelled or failed dry run
     * keeps them, because the old master may not be reachable again.
     */
    void end(Session session) {
        switchovers.ofOldMaster(session.replicaId()).ifPresent(done -> forgetEarlier(session, done.id(), null));
    }

    /**
     * Deletes findings of earlier runs. Until the user accepts a dry run of the old master, deletes any finding.
     * Afterwards, deletes only findings about documents that the new master never had.
     */
    private void forgetEarlier(Session session, long switchoverId, Long documentId) {
        returned.forgetEarlier(switchoverId, session.runId(), session.replica().dryRunFirst(), documentId);
    }

    /**
     * @return the switchover whose report gets the findings; null if the replica is no old master, or if the user has
     *     accepted a dry run of the old master
     */
    private Switchover switchover(Session session) {
        Replica replica = session.replica();
        return replica.dryRunFirst() ? switchovers.ofOldMaster(replica.id()).orElse(null) : null;
    }

    /** @return whether the document was changed on the old master after the last sync */
    boolean isDiverged(DocumentJob document) {
        return switchover(document.session()) != null && diverged.isDiverged(document);
    }

    /** Records a document that differs between the old and the new master. */
    void differs(DocumentJob document, String changes) {
        record(
                document.session(),
                switchover(document.session()),
                isDiverged(document) ? Finding.DIVERGED : Finding.OVERWRITTEN,
                document.replica().id(),
                document.masterId(),
                document.replica().title(),
                changes);
    }

    /** Records the notes that only the old master has. A run keeps these notes. */
    void recordNotes(DocumentJob document) {
        if (document.replica() == null || switchover(document.session()) == null) {
            return;
        }
        Set<Long> mapped = noteMap
                .of(document.session().replicaId(), document.replica().id())
                .stream()
                .map(NoteMap.MappedNote::replicaNoteId)
                .collect(Collectors.toSet());
        Set<String> equal = document.pair().isBeingAdopted()
                ? document.master().notes().stream().map(Document.Note::note).collect(Collectors.toSet())
                : Set.of();
        List<String> notes = document.replica().notes().stream()
                .filter(note -> !mapped.contains(note.id()))
                .map(Document.Note::note)
                .filter(note -> !equal.contains(note))
                .toList();
        if (!notes.isEmpty()) {
            ArrayNode changes = Json.MAPPER.createArrayNode();
            ObjectNode change = changes.addObject().put("key", "notes");
            notes.forEach(change.putArray("old")::add);
            change.putArray("new");
            record(
                    document.session(),
                    switchover(document.session()),
                    Finding.DIVERGED,
                    document.replica().id(),
                    document.masterId(),
                    document.replica().title(),
                    changes.toString());
        }
    }

    /** Records a document that the old master no longer has. */
    void deleted(Session session, long masterId, long replicaDocId, String title) {
        record(session, switchover(session), Finding.DELETED, replicaDocId, masterId, title, Plans.NO_CHANGES);
    }

    /**
     * Adds a finding, and deletes those of earlier runs about the same document, in one transaction.
     *
     * @param switchover null: nothing is recorded
     */
    private void record(
            Session session,
            Switchover switchover,
            Finding finding,
            long documentId,
            Long masterId,
            String title,
            String details) {
        if (switchover == null) {
            return;
        }
        database.inTransaction(() -> {
            forgetEarlier(session, switchover.id(), documentId);
            returned.add(
                    switchover.id(), session.runId(), finding, documentId, masterId, title, details, clock.instant());
        });
    }

    /**
     * Returns the documents that only the old master has, in chunks. Until the user accepts a dry run of the old
     * master, includes documents that the new master deleted.
     */
    public Iterator<LeftBehind> leftBehind(@Body DryPlan plan, @ExchangeProperty(ExchangeNames.JOB) ReplicaRun run) {
        Session session = plan.session();
        Switchover switchover = switchovers.ofOldMaster(session.replicaId()).orElse(null);
        if (switchover == null) {
            return Collections.emptyIterator();
        }
        Map<Long, Long> deleted = new HashMap<>();
        if (session.replica().dryRunFirst()) {
            plan.missing().forEach((masterId, documentId) -> deleted.put(documentId, masterId));
        }
        Set<Long> known = new HashSet<>(plan.mapped().values());
        known.removeAll(deleted.keySet());
        known.addAll(plans.replicaObjects(session.runId(), Action.ADOPT));
        known.addAll(plans.replicaObjects(session.runId(), Action.OFFER));
        Iterator<String> chunks = IdChunks.of(Arrays.stream(run.replica().inventory())
                .filter(id -> !known.contains(id))
                .boxed()
                .toList());
        return new StoppableIterator<>(session, stops, chunks)
                .computing(ids -> new LeftBehind(session, switchover, ids, deleted));
    }

    /**
     * Records documents that only the old master has, with their metadata. Of the documents that the new master
     * deleted, records those that were changed on the old master after the last sync, because a run may delete them.
     */
    public void recordLeftBehind(@Body LeftBehind chunk, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        for (Document document : page.results().stream()
                .sorted(Comparator.comparingLong(Document::id))
                .toList()) {
            document.requireWhole();
            Long masterId = chunk.deleted().get(document.id());
            if (masterId != null && !diverged.isDiverged(chunk.session(), masterId, document)) {
                continue;
            }
            var details =
                    Readable.describe(document, chunk.session().translation().replica());
            details.put("file_name", FileNames.of(document));
            record(
                    chunk.session(),
                    chunk.switchover(),
                    Finding.LEFT_BEHIND,
                    document.id(),
                    masterId,
                    document.title(),
                    details.toString());
        }
    }
}
