package io.pngx.controller.engine.review;

import io.pngx.controller.engine.adoption.AdoptionCandidates;
import io.pngx.controller.engine.adoption.AdoptionSearch;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.engine.uploads.DuplicateBytes;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Adds rows to a dry run for the uploads, adoptions and restores of a run. */
public final class DryUploads {
    private final Plans plans;
    private final SyncMap mappings;
    private final FinishedDeletions finishedDeletions;
    private final OpenUploads openUploads;
    private final WorkQueue work;
    private final RunProgress progress;
    private final DuplicateBytes duplicateBytes;
    private final AdoptionSearch adoptions;
    private final OldMasterReview oldMaster;
    private final StopSignal stops;

    public DryUploads(
            Tables tables,
            DuplicateBytes duplicateBytes,
            AdoptionSearch adoptions,
            OldMasterReview oldMaster,
            StopSignal stops) {
        this.plans = tables.plans();
        this.mappings = tables.mappings();
        this.finishedDeletions = tables.finishedDeletions();
        this.openUploads = tables.openUploads();
        this.work = tables.work();
        this.progress = tables.progress();
        this.duplicateBytes = duplicateBytes;
        this.adoptions = adoptions;
        this.oldMaster = oldMaster;
        this.stops = stops;
    }

    /** Starts the search of the replica for documents that have the same bytes as a document without a copy. */
    public AdoptionCandidates search(@Body DryPlan plan, @ExchangeProperty(ExchangeNames.JOB) ReplicaRun run) {
        Session session = plan.session();
        List<Long> candidates = new ArrayList<>(plan.fresh());
        if (session.accepted() == Changed.REPLICA) {
            candidates.addAll(plan.gone()); // a rebuilt replica may have these documents under other ids
        }
        return adoptions.searchAll(session, run.replica(), candidates, plan.mapped());
    }

    /** Returns the documents without a copy, in chunks. */
    public Iterator<DryPlan.UncopiedDocuments> newChunks(@Body DryPlan plan) {
        return chunks(plan, plan.fresh());
    }

    private Iterator<DryPlan.UncopiedDocuments> chunks(DryPlan plan, List<Long> documents) {
        return new StoppableIterator<>(plan.session(), stops, IdChunks.of(documents))
                .computing(ids -> new DryPlan.UncopiedDocuments(plan, ids));
    }

    /** Adds a row for each document without a copy: an upload, unless the replica already has the bytes. */
    public void planNew(
            @Body DryPlan.UncopiedDocuments documents,
            @Variable(ExchangeNames.ANSWER) DocumentPage page,
            @Variable(ExchangeNames.SEARCH) AdoptionCandidates search,
            @ExchangeProperty(ExchangeNames.JOB) ReplicaRun run) {
        DryPlan plan = documents.plan();
        Session session = plan.session();
        Set<Long> open = openUploads.open(session.replicaId()).stream()
                .map(Upload::masterId)
                .collect(Collectors.toSet());
        Set<Long> waiting = duplicateBytes.waiting(session, run.master());
        for (Document document : page.results().stream()
                .sorted(Comparator.comparingLong(Document::id))
                .toList()) {
            if (isExcluded(document, session)) {
                continue;
            }
            Optional<Long> twin = sameBytesAs(document, session, plan); // also records the bytes for later documents
            AdoptionCandidates.Found found = search.found(document.id());
            if (addIfUploadedBefore(document, session, open, run.replica()::lists)) {
                continue;
            }
            if (found == null) {
                addUpload(document, session, twin.orElse(null), waiting.contains(document.id()));
            } else {
                addAdoption(document, session, found);
            }
        }
        progress.planned(session.runId(), documents.ids().split(",").length);
    }

    /**
     * Adds a row for a document whose upload is under way, or whose former copy is in the trash. A former copy that
     * the replica lists is foreign.
     *
     * @return whether a row was added
     */
    private boolean addIfUploadedBefore(Document document, Session session, Set<Long> open, LongPredicate onReplica) {
        if (open.contains(document.id())) {
            addRow(session, document, Action.UPLOAD, null, Text.of("The upload is under way."));
            return true;
        }
        Optional<Tombstone> trashed = finishedDeletions
                .trashedOf(session.replicaId(), document.id())
                .filter(tombstone -> !onReplica.test(tombstone.replicaObjectId()));
        trashed.ifPresent(tombstone -> addRow(
                session,
                document,
                Action.RESTORE,
                tombstone.replicaObjectId(),
                Text.of("The document is on the master again: its copy is restored from the replica's trash,"
                        + " or uploaded again.")));
        return trashed.isPresent();
    }

    /** @param twin an earlier document with the same bytes, if the replica cannot hold both; null: none */
    private void addUpload(Document document, Session session, Long twin, boolean waits) {
        if (twin != null) {
            addRow(session, document, Action.WAIT, null, DuplicateBytes.duplicateMessage(twin));
            return;
        }
        Text error = work.find(session.replicaId(), document.id())
                .filter(row -> row.attempts() > 0)
                .map(Work::error)
                .orElse(null);
        addRow(
                session,
                document,
                waits ? Action.WAIT : Action.UPLOAD,
                null,
                error == null
                        ? Text.of("The replica does not have the document.")
                        : Text.of("The replica does not have the document. The last attempt failed: {0}", error));
    }

    private void addAdoption(Document document, Session session, AdoptionCandidates.Found found) {
        addRow(
                session,
                document,
                found.adopt() ? Action.ADOPT : Action.OFFER,
                found.replicaDocId(),
                Text.of(
                        found.adopt()
                                ? "A document of the replica has the same bytes as this document, and gets the master's"
                                        + " metadata."
                                : "A document of the replica has the same bytes as this document. If you confirm the"
                                        + " adoption, that document gets the master's metadata, and nothing is"
                                        + " uploaded."));
    }

    /** Returns the earlier document with the same bytes, if the replica cannot hold both documents. */
    private Optional<Long> sameBytesAs(Document document, Session session, DryPlan plan) {
        String bytes = document.newestChecksum();
        if (bytes == null || session.dialect().acceptsDuplicates()) {
            return Optional.empty();
        }
        // Ignores invalid mappings, because a run deletes invalid mappings before it compares bytes.
        return plan.earlierWithBytes(bytes, document.id())
                .or(() -> duplicateBytes.holder(session, document.id(), bytes).filter(plan.mapped()::containsKey));
    }

    /**
     * Adds a row for a document that the rules exclude, or for which a rule fails.
     *
     * @return whether a row was added
     */
    private boolean isExcluded(Document document, Session session) {
        try {
            Ruled ruled = session.targets().ruled(document);
            if (ruled.isExcluded()) {
                addRow(
                        session,
                        document,
                        Action.LEAVE,
                        null,
                        Text.of("The rule \"{0}\" does not select the document.", ruled.excludedBy()));
            }
            return ruled.isExcluded();
        } catch (RuleFailure e) {
            addRow(session, document, Action.WAIT, null, Explanation.of(e));
            return true;
        }
    }

    private void addRow(Session session, Document document, Action action, Long replicaDocId, Text reason) {
        plans.addDocument(session.runId(), action, document.id(), replicaDocId, document.title(), reason);
    }

    /** Returns the documents whose copy vanished, in chunks. Without rules, returns none. */
    public Iterator<DryPlan.UncopiedDocuments> goneChunks(@Body DryPlan plan) {
        return chunks(plan, plan.session().rules().isNone() ? List.of() : plan.gone());
    }

    /** Finds the documents that the rules exclude. Runs restore a copy if a rule fails for its document. */
    public void findExcluded(
            @Body DryPlan.UncopiedDocuments documents, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        DryPlan plan = documents.plan();
        for (Document document : page.results()) {
            try {
                Ruled ruled = plan.session().targets().ruled(document);
                if (ruled.isExcluded()) {
                    plan.excluded().put(document.id(), ruled.excludedBy());
                }
            } catch (RuleFailure e) {
                // a run does not know either, and restores the copy
            }
        }
    }

    /**
     * Adds a row for each copy that vanished from the replica. Runs do not restore copies that a rule excludes: such
     * copies get their row with the deletions.
     */
    public void planMissingCopies(@Body DryPlan plan, @Variable(ExchangeNames.SEARCH) AdoptionCandidates search) {
        Session session = plan.session();
        progress.planned(session.runId(), plan.gone().size());
        for (long masterId : plan.gone()) {
            if (plan.excluded().containsKey(masterId)) {
                continue;
            }
            Mapping mapping = mappings.find(session.replicaId(), masterId).orElseThrow();
            AdoptionCandidates.Found found = search.found(masterId);
            String title = mapping.name();
            if (found == null) {
                oldMaster.deleted(session, masterId, mapping.replicaDocId(), title);
                plans.addDocument(
                        session.runId(),
                        Action.RESTORE,
                        masterId,
                        mapping.replicaDocId(),
                        title,
                        Text.of("The copy vanished from the replica: it is restored from the replica's trash, or"
                                + " uploaded again."));
            } else {
                plans.addDocument(
                        session.runId(),
                        Action.ADOPT,
                        masterId,
                        found.replicaDocId(),
                        title,
                        Text.of("The copy vanished from the replica, but another document of the replica has the same"
                                + " bytes; that document gets the master's metadata."));
            }
        }
    }
}
