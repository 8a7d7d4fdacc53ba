package io.pngx.controller.engine.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.Chunks;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentJobs;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.lookups.LookupJob;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.uploads.EqualDocuments;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.LookupChanges;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.WorkPlan;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Reports what a full run would do, row by row. Writes nothing to the replica, and changes no mapping or fingerprint.
 */
public final class DryRun {
    /** First id for lookups that would be created; no paperless-ngx has ids this high. */
    private static final long FIRST_PLANNED_ID = 1L << 53;

    private static final Text DIVERGED =
            Text.of("The document was changed on the old master after the last sync. A run overwrites the change; the"
                    + " report of the switchover keeps the change.");
    private static final String FILE_CHANGED = "[{\"key\":\"file\",\"old\":null,\"new\":null}]";

    private final Plans plans;
    private final SyncMap mappings;
    private final LookupMap lookups;
    private final RunProgress progress;
    private final KeyValues settings;
    private final DocumentJobs jobs;
    private final Notes notes;
    private final EqualDocuments equalDocuments;
    private final ReadOnlyRun readOnlyRun;
    private final OldMasterReview oldMaster;
    private final StopSignal stops;

    public DryRun(
            Tables tables,
            DocumentJobs jobs,
            Notes notes,
            EqualDocuments equalDocuments,
            ReadOnlyRun readOnlyRun,
            OldMasterReview oldMaster,
            StopSignal stops) {
        this.plans = tables.plans();
        this.mappings = tables.mappings();
        this.lookups = tables.lookups();
        this.progress = tables.progress();
        this.settings = tables.settings();
        this.jobs = jobs;
        this.notes = notes;
        this.equalDocuments = equalDocuments;
        this.readOnlyRun = readOnlyRun;
        this.oldMaster = oldMaster;
        this.stops = stops;
    }

    /** Plans the documents from the inventories of both instances. */
    public DryPlan plan(@Body ReplicaRun run) {
        Session session = run.session();
        InstanceSnapshot master = run.master();
        Map<Long, Long> mapped = new HashMap<>(mappings.ids(session.replicaId()));
        mapped.keySet().removeAll(run.invalid());
        WorkPlan plan = WorkPlan.of(master.inventory(), mapped, run.replica()::lists, Map.of(), id -> null, true);
        LongPredicate onMaster = master::lists;
        Map<Long, Long> missing = new HashMap<>();
        mapped.forEach((masterId, replicaId) -> {
            if (!onMaster.test(masterId)) {
                missing.put(masterId, replicaId);
            }
        });
        progress.addTotal(session.runId(), master.inventory().length);
        progress.phase(session.runId(), "documents");
        return new DryPlan(session, plan.fresh(), plan.compare(), plan.gone(), missing, mapped);
    }

    /**
     * Adds a row for a lookup that would be created or changed. Afterwards, the lookup counts as present, so that
     * documents can refer to the lookup.
     */
    public void recordLookup(@Body LookupJob job) throws JsonProcessingException {
        Session session = job.session();
        LookupChanges.Change change = job.change();
        var replica = session.translation().replica();
        Lookup there = replica.get(change.kind(), change.replicaId());
        boolean left = change.isOfMissing(session.translation());
        plans.add(
                session.runId(),
                change.kind().path(),
                change.creates() ? Action.CREATE : Action.CHANGE,
                left ? null : change.master().id(),
                change.replicaId(),
                change.master().name(),
                change.creates()
                        ? Plans.NO_CHANGES
                        : Readable.changes(change.body(), there, replica).toString(),
                change.creates()
                        ? Text.of("The replica does not have the lookup.")
                        : left
                                ? Text.of(
                                        "The lookup was deleted on the master, where another lookup has the same name.")
                                : Text.of("The lookup differs from the master's."));
        ObjectNode json = there == null ? Json.MAPPER.createObjectNode() : Json.MAPPER.valueToTree(there);
        json.setAll(change.body());
        if (change.creates()) {
            json.put("id", FIRST_PLANNED_ID + change.master().id());
        }
        Lookup made = Json.MAPPER.treeToValue(json, Lookup.class);
        replica.put(change.kind(), made);
        if (change.creates() || change.isRetyping()) {
            session.targets().planned(change.kind(), change.master().id());
        }
        if (change.creates()) {
            session.translation().ids().get(change.kind()).put(change.master().id(), made.id());
        }
    }

    /** Adds rows for lookups of the replica that would be mapped. */
    public void recordRemapped(@Body String path, @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Kind kind = Kind.ofPath(path);
        Map<Long, Long> stored = session.stored(lookups, path);
        session.translation().ids().get(kind).forEach((masterId, replicaId) -> {
            if (replicaId < FIRST_PLANNED_ID && !replicaId.equals(stored.get(masterId))) {
                plans.add(
                        session.runId(),
                        path,
                        Action.REMAP,
                        masterId,
                        replicaId,
                        session.translation().master().get(kind, masterId).name(),
                        Plans.NO_CHANGES,
                        Text.of("The replica has a lookup of this name, which the copies will use."));
            }
        });
    }

    /** Returns the documents that have a copy, in chunks. */
    public Iterator<Chunk> chunks(@Body DryPlan plan) {
        return chunks(plan.session(), stops, jobs, plan.compare());
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
        equal.forEach(document -> oldMaster.recordNotes(document.pair()));
        progress.unchanged(chunk.session().runId(), equal.size());
    }

    /** Plans what a run would do to the documents that {@link #countEqual} left in the chunk. */
    public void compare(@Body Chunk chunk) {
        long equal = chunk.documents().stream().filter(this::isEqual).count();
        progress.unchanged(chunk.session().runId(), equal);
    }

    private boolean isEqual(DocumentJob document) {
        Session session = document.session();
        Mapping mapping = document.mapping();
        if (document.isAbsent()) {
            row(
                    session,
                    Action.WAIT,
                    mapping,
                    mapping.title(),
                    Text.of("The document was deleted on the master during the dry run."));
            return false;
        }
        String title = document.master().title();
        if (document.isExcluded()) {
            row(
                    session,
                    Action.LEAVE,
                    mapping,
                    title,
                    Text.of(
                            session.replica().trashesUnselected()
                                    ? "The rule \"{0}\" does not select the document; its copy goes to the trash once"
                                            + " the deletion is confirmed."
                                    : "The rule \"{0}\" does not select the document; its copy stays as it is.",
                            document.ruled().leftOutBy()));
            return false;
        }
        DocumentPair pair = document.pair();
        ObjectNode patch;
        List<NotePlan.Step> calls;
        try {
            patch = pair.patchForReview();
            calls = notes.plannedCalls(pair);
        } catch (RuntimeException e) {
            row(session, Action.WAIT, mapping, title, Explanation.of(e));
            return false;
        }
        if (document.isFileChanged()) {
            boolean diverged = oldMaster.isDiverged(pair);
            row(
                    session,
                    Action.REPLACE,
                    mapping,
                    title,
                    Text.of(
                            diverged
                                    ? "The file differs, and the document was changed on the old master."
                                    : "The file was changed on the master."));
            oldMaster.differs(pair, FILE_CHANGED);
        }
        if (!patch.isEmpty() || !calls.isEmpty()) {
            planChange(document, patch, calls);
        }
        oldMaster.recordNotes(pair);
        return patch.isEmpty() && calls.isEmpty() && !document.isFileChanged();
    }

    private void planChange(DocumentJob document, ObjectNode patch, List<NotePlan.Step> calls) {
        Session session = document.session();
        DocumentPair pair = document.pair();
        Mapping mapping = document.mapping();
        boolean diverged = oldMaster.isDiverged(pair);
        boolean drift = diverged || pair.isDrifted(patch, calls);
        ArrayNode changes =
                Readable.changes(patch, pair.replica(), session.translation().replica());
        if (!calls.isEmpty()) {
            changes.add(Readable.notes(pair.replica().notes(), calls));
        }
        plans.add(
                session.runId(),
                Tombstone.DOCUMENTS,
                drift ? Action.DRIFT : Action.CHANGE,
                mapping.masterId(),
                mapping.replicaDocId(),
                pair.master().title(),
                changes.toString(),
                pair.withKeptLookups(diverged ? DIVERGED : reason(mapping, drift)));
        oldMaster.differs(pair, changes.toString());
    }

    private Text reason(Mapping mapping, boolean drift) {
        if (drift) {
            return Text.of(
                    settings.get(Setting.DRIFT) == Drift.REPORT
                            ? "The copy was edited on the replica; the edit stays, because drift is set to report."
                            : "The copy was edited on the replica; the run undoes the edit.");
        }
        return Text.of(
                mapping.contestedAt() != null
                        ? "Something on the replica changed the copy back; the run tries again."
                        : mapping.adopted() && mapping.fingerprint() == null
                                ? "The copy was adopted, and differs from the master's document."
                                : "The document was changed on the master.");
    }

    private void row(Session session, Action action, Mapping mapping, String title, Text reason) {
        plans.add(
                session.runId(),
                Tombstone.DOCUMENTS,
                action,
                mapping.masterId(),
                mapping.replicaDocId(),
                Objects.requireNonNullElse(title, "document " + mapping.masterId()),
                Plans.NO_CHANGES,
                reason);
    }

    public void end(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        long rows = plans.counts(session.runId()).stream()
                .mapToLong(Plans.Count::count)
                .sum();
        readOnlyRun.end(
                session,
                Text.of(
                        rows == 1
                                ? "The dry run is done: {0} thing to do; nothing was written."
                                : "The dry run is done: {0} things to do; nothing was written.",
                        String.valueOf(rows)),
                null);
    }

    /**
     * Adds a row for the replica as a whole, with the reason why runs write nothing to the replica until the user
     * acts.
     */
    void addBlocked(Session session, Text why) {
        plans.add(
                session.runId(),
                "replica",
                Action.BLOCKED,
                null,
                null,
                session.replica().name(),
                Plans.NO_CHANGES,
                why);
    }

    void addWait(Session session, Text why) {
        plans.add(
                session.runId(),
                "replica",
                Action.WAIT,
                null,
                null,
                session.replica().name(),
                Plans.NO_CHANGES,
                why);
    }
}
