package io.pngx.controller.engine.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.Chunks;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentJobs;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.uploads.EqualDocuments;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Adds rows to a dry run for the documents whose copies a run would change. */
public final class DryDocuments {
    private static final Text DIVERGED =
            Text.of("The document was changed on the old master after the last sync. A run overwrites the change; the"
                    + " report of the switchover keeps the change.");
    private static final String FILE_CHANGED = "[{\"key\":\"file\",\"old\":null,\"new\":null}]";

    private final Plans plans;
    private final WorkQueue work;
    private final RunProgress progress;
    private final KeyValues settings;
    private final DocumentJobs jobs;
    private final Notes notes;
    private final EqualDocuments equalDocuments;
    private final OldMasterReview oldMaster;
    private final StopSignal stops;

    public DryDocuments(
            Tables tables,
            DocumentJobs jobs,
            Notes notes,
            EqualDocuments equalDocuments,
            OldMasterReview oldMaster,
            StopSignal stops) {
        this.plans = tables.plans();
        this.work = tables.work();
        this.progress = tables.progress();
        this.settings = tables.settings();
        this.jobs = jobs;
        this.notes = notes;
        this.equalDocuments = equalDocuments;
        this.oldMaster = oldMaster;
        this.stops = stops;
    }

    /** Returns the documents that have a copy, in chunks. Their links lead to documents that a run would adopt, too. */
    public Iterator<Chunk> chunks(@Body DryPlan plan, @ExchangeProperty(ExchangeNames.JOB) ReplicaRun run) {
        run.adoptions().putAll(plans.copies(run.run().id(), Action.ADOPT));
        return chunks(plan.session(), stops, jobs, plan.compare());
    }

    /**
     * Returns the documents that a run would adopt or offer for adoption, in chunks, as if they had a copy. Their links
     * lead to documents whose adoption is only offered, too.
     */
    public Iterator<Chunk> adoptedChunks(@Body DryPlan plan, @ExchangeProperty(ExchangeNames.JOB) ReplicaRun run) {
        Session session = plan.session();
        run.adoptions().putAll(plans.copies(session.runId(), Action.OFFER));
        long[] after = {0};
        return Chunks.of(session, stops, size -> {
            List<PlanRow> rows = plans.adoptions(session.runId(), after[0], size);
            if (rows.isEmpty()) {
                return List.of();
            }
            after[0] = rows.get(rows.size() - 1).id();
            return rows.stream().map(row -> planned(session, row)).toList();
        });
    }

    private static DocumentJob planned(Session session, PlanRow row) {
        return new PlannedAdoption(session, full(session.replicaId(), row.masterId()), row);
    }

    static Iterator<Chunk> chunks(Session session, StopSignal stops, DocumentJobs jobs, List<Long> ids) {
        int[] from = {0};
        return Chunks.of(session, stops, size -> {
            List<Long> some = ids.subList(from[0], Math.min(ids.size(), from[0] + size));
            from[0] += some.size();
            return jobs.of(
                    session,
                    some.stream().map(id -> full(session.replicaId(), id)).toList());
        });
    }

    private static Work full(long replicaId, long masterId) {
        return new Work(replicaId, masterId, Work.Reason.FULL, 0, null, null, null);
    }

    /** Counts the documents of a chunk that equal their copies, and removes them from the chunk. */
    public void countEqual(@Body Chunk chunk) {
        List<DocumentJob> equal = equalDocuments.take(chunk);
        equal.forEach(oldMaster::recordNotes);
        progress.unchanged(chunk.session().runId(), equal.size());
    }

    /** Plans what a run would do to the documents that {@link #countEqual} left in the chunk. */
    public void compare(@Body Chunk chunk, @Variable(ExchangeNames.PLAN) DryPlan plan) {
        long equal = chunk.documents().stream()
                .filter(document -> isEqual(document, plan))
                .count();
        progress.unchanged(chunk.session().runId(), equal);
        progress.planned(chunk.session().runId(), chunk.documents().size() - equal);
    }

    private boolean isEqual(DocumentJob document, DryPlan plan) {
        Session session = document.session();
        Mapping mapping = document.mapping();
        if (document.isAbsent()) {
            row(
                    session,
                    Action.WAIT,
                    mapping,
                    mapping.name(),
                    Text.of("The document was deleted on the master during the dry run."));
            return false;
        }
        String title = document.master().title();
        if (document.isExcluded()) {
            String rule = document.ruled().excludedBy();
            if (session.replica().trashesUnselected()) { // decided together with the other deletions
                plan.excluded().put(mapping.masterId(), rule);
            } else {
                row(session, Action.LEAVE, mapping, title, PlannedDeletion.stays(rule));
            }
            return false;
        }
        DocumentPair pair = document.pair();
        ObjectNode patch;
        List<NotePlan.Step> calls;
        try {
            if (document.isFileChanged() && pair.lacksText()) {
                pair.leaveOutText(); // the text arrives with the file
            }
            patch = pair.patchForReview();
            calls = notes.plannedCalls(pair);
        } catch (RuntimeException e) {
            row(session, Action.WAIT, mapping, title, Explanation.of(e));
            return false;
        }
        if (document.isFileChanged()) {
            boolean diverged = oldMaster.isDiverged(document);
            row(session, Action.REPLACE, mapping, title, fileReason(document, diverged));
            oldMaster.differs(document, FILE_CHANGED);
        }
        if (!patch.isEmpty() || !calls.isEmpty()) {
            planChange(document, patch, calls);
        }
        oldMaster.recordNotes(document);
        return patch.isEmpty() && calls.isEmpty() && !document.isFileChanged();
    }

    /** Adds to the rows of a chunk from {@link #adoptedChunks} the values that a run would change. */
    public void compareAdopted(@Body Chunk chunk) {
        chunk.documents().stream()
                .filter(document -> !document.isAbsent() && !document.isExcluded())
                .forEach(document -> compareAdopted(document, ((PlannedAdoption) document).row()));
    }

    private void compareAdopted(DocumentJob document, long row) {
        DocumentPair pair = document.pair();
        ArrayNode changes;
        try {
            changes = pair.changes(pair.patchForReview(), notes.plannedCalls(pair));
        } catch (RuntimeException e) {
            row(
                    document.session(),
                    Action.WAIT,
                    document.mapping(),
                    document.master().title(),
                    Explanation.of(e));
            return;
        }
        if (!changes.isEmpty()) {
            plans.setChanges(row, changes.toString());
            oldMaster.differs(document, changes.toString());
        }
        oldMaster.recordNotes(document);
    }

    private Text fileReason(DocumentJob document, boolean diverged) {
        if (diverged) {
            return Text.of("The file differs, and the document was changed on the old master.");
        }
        if (document.session().replica().dryRunFirst()) {
            return Text.of("The file differs from the master's file."); // which one is newer is not known
        }
        Mapping mapping = document.mapping();
        return work.find(mapping.replicaId(), mapping.masterId())
                .filter(row -> row.attempts() > 0 && row.error() != null)
                .map(row -> Text.of("The file was changed on the master. The last attempt failed: {0}", row.error()))
                .orElse(Text.of("The file was changed on the master."));
    }

    private void planChange(DocumentJob document, ObjectNode patch, List<NotePlan.Step> calls) {
        Session session = document.session();
        DocumentPair pair = document.pair();
        Mapping mapping = document.mapping();
        boolean diverged = oldMaster.isDiverged(document);
        boolean drift = diverged || pair.isDrifted(patch, calls);
        ArrayNode changes = pair.changes(patch, calls);
        plans.addChangedCopy(
                session.runId(),
                drift ? Action.DRIFT : Action.CHANGE,
                mapping,
                pair.master().title(),
                changes.toString(),
                pair.withKeptLookups(diverged ? DIVERGED : reason(document, drift)));
        oldMaster.differs(document, changes.toString());
    }

    private Text reason(DocumentJob document, boolean drift) {
        Mapping mapping = document.mapping();
        boolean unchanged = document.pair().digest().equals(mapping.seen());
        if (drift) {
            return Text.of(
                    settings.get(Setting.DRIFT) == Drift.REPORT
                            ? "The copy differs from what the controller wrote; the difference stays, because drift is"
                                    + " set to report."
                            : "The copy differs from what the controller wrote; the run writes the master's values"
                                    + " again.");
        }
        return Text.of(
                mapping.contestedAt() != null
                        ? "Something on the replica changed the copy back; the run tries again."
                        : mapping.adopted() && mapping.fingerprint() == null
                                ? "The copy was adopted, and differs from the master's document."
                                : unchanged || document.session().replica().dryRunFirst()
                                        ? "The copy differs from the master's document."
                                        : "The document was changed on the master.");
    }

    private void row(Session session, Action action, Mapping mapping, String title, Text reason) {
        plans.addDocument(session.runId(), action, mapping.masterId(), mapping.replicaDocId(), title, reason);
    }
}
