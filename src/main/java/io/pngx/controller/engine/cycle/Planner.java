package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.deletions.MissingDetector;
import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.uploads.DuplicateBytes;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Comparisons;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkPlanning;
import io.pngx.controller.sync.WorkPlan;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.camel.Body;

/** Compares the snapshots of master and replica, and plans the work items of the run. */
public final class Planner {
    private final SyncMap mappings;
    private final CopyInvalidation invalidation;
    private final Comparisons comparisons;
    private final WorkPlanning workPlanning;
    private final Replicas replicas;
    private final RunProgress progress;
    private final Adoptions adoptions;
    private final Unselected unselected;
    private final MissingDetector missing;
    private final DuplicateBytes duplicateBytes;
    private final MaintenanceState maintenance;
    private final LostChangeCheck lostChangeCheck;
    private final Journal journal;
    private final Clock clock;

    public Planner(
            Tables tables, MissingDetector missing, DuplicateBytes duplicateBytes, Journal journal, Clock clock) {
        this.mappings = tables.mappings();
        this.invalidation = tables.invalidation();
        this.comparisons = tables.comparisons();
        this.workPlanning = tables.workPlanning();
        this.replicas = tables.replicas();
        this.progress = tables.progress();
        this.adoptions = tables.adoptions();
        this.unselected = tables.unselected();
        this.missing = missing;
        this.duplicateBytes = duplicateBytes;
        this.maintenance = tables.maintenance();
        this.lostChangeCheck = new LostChangeCheck(tables, journal, clock);
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Returns whether the plan would find that documents or lookups are missing on the master. If the user of the token
     * lost rights while the master was read, the master's lists lack what the user no longer sees.
     */
    public boolean findsMissing(@Body ReplicaRun job) {
        return missing.isAny(job.session(), job.master(), mappings.ids(job.replicaId()));
    }

    /**
     * Commits the plan together with the watermark. A document that fails later keeps its work item, so the watermark
     * need not wait for the document.
     */
    public void plan(@Body ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        long replicaId = session.replicaId();
        CopyIds mapped = mappings.ids(replicaId);
        LostChangeCheck.Found lostChanges = lostChangeCheck.find(job);
        lostChangeCheck.report(session, lostChanges);
        PlanScope scope = PlanScope.of(session, lostChanges);
        WorkPlan plan = WorkPlan.of(
                master.inventory(),
                mapped,
                job.replica()::lists,
                master.scanned(),
                id -> mappings.seen(replicaId, id).orElse(null),
                scope.full());
        List<WorkPlanning.Planned> rows = rows(job, mapped, plan, scope);

        removeOutdatedRecords(job);
        missing.documents(session, master, mapped);
        missing.lookups(session);
        duplicateBytes.requeueUnblocked(session, master);
        invalidateWaitingForLinks(replicaId, master::lists);
        workPlanning.deleteWorkOfMissing(replicaId, master::lists);
        if (scope.otherRules() || scope.fullRun()) {
            workPlanning.makeDue(replicaId);
        }

        long before = workPlanning.count(session.runId());
        long todo = workPlanning.plan(replicaId, session.runId(), rows, master::lists, master.date(), Instant.now());
        maintenance.planned(replicaId, clock.instant(), master.newestChange());
        storeScope(session, scope);
        replicas.unmappedDocuments(
                replicaId,
                Arrays.stream(job.replica().inventory())
                        .filter(id -> !mapped.isCopy(id))
                        .boxed()
                        .toList());
        progress.phase(session.runId(), "documents");
        // Not logged if the run only retries archive serial numbers, as each run does, or if an open run gets no new
        // documents, as in most cycles.
        if (todo - before > count(rows, Work.Reason.LINK)) {
            logPlan(session, plan, scope, todo);
        }
    }

    /** Returns the work items that the plan requests. If a document has several, the last one takes precedence. */
    private List<WorkPlanning.Planned> rows(ReplicaRun job, CopyIds mapped, WorkPlan plan, PlanScope scope) {
        long replicaId = job.replicaId();
        Map<Long, String> scanned = job.master().scanned();
        LongPredicate onBoth = id -> job.master().lists(id) && job.replica().lists(mapped.get(id));
        List<WorkPlanning.Planned> rows = new ArrayList<>();
        // Copies that lack their archive serial number because a foreign document has the number.
        add(rows, comparisons.withoutNumber(replicaId), onBoth, Work.Reason.LINK);
        // Contested copies, once a day.
        add(rows, comparisons.contested(replicaId), onBoth, Work.Reason.FULL);
        Map<Long, Unselected.Entry> excluded = scope.full() ? Map.of() : unselected.of(replicaId);
        LongPredicate isExcluded = id -> isStillExcluded(excluded.get(id), scope.rulesRevision(), scanned.get(id));
        plan.fresh().stream()
                .filter(id -> !isExcluded.test(id))
                .forEach(id -> rows.add(new WorkPlanning.Planned(id, Work.Reason.NEW, scanned.get(id))));
        // A changed document whose target is the same would be recorded without reading its copy.
        Work.Reason reason = scope.full() ? Work.Reason.FULL : Work.Reason.CHANGED;
        plan.changed().forEach(id -> rows.add(new WorkPlanning.Planned(id, reason, scanned.get(id))));
        Set<Long> notRestored = workPlanning.waiting(replicaId, Work.Reason.GONE, Instant.now());
        add(rows, plan.gone(), id -> !notRestored.contains(id) && !isExcluded.test(id), Work.Reason.GONE);
        add(rows, plan.compare(), any -> true, Work.Reason.FULL);
        return rows;
    }

    /** Removes the records of documents and copies that are missing, and of rules that do not apply any more. */
    private void removeOutdatedRecords(ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        long replicaId = session.replicaId();
        adoptions.keepOnly(replicaId, master::lists, job.replica()::lists);
        if (master.inventory().length == 0) {
            session.recordEmptyInventory();
        }
        if (session.rules().isNone()) {
            unselected.clear(replicaId); // without rules, no document is excluded
        }
        unselected.keepOnly(replicaId, master::lists);
    }

    /** Invalidates the copies that wait for the copies of linked documents, so that the run compares them. */
    private void invalidateWaitingForLinks(long replicaId, LongPredicate onMaster) {
        Set<Long> excluded = unselected.of(replicaId).keySet();
        comparisons
                .waitingForLinks(replicaId, id -> onMaster.test(id) && !excluded.contains(id))
                .forEach(id -> invalidation.invalidate(replicaId, id));
    }

    /** Must be called after the plan is stored: if the plan is lost, the next run queues all documents again. */
    private void storeScope(Session session, PlanScope scope) {
        long replicaId = session.replicaId();
        if (scope.otherRules()) {
            replicas.rulesRevision(replicaId, scope.rulesRevision());
            journal.info(
                    session, null, "rules", Text.of("The rules of this replica changed: all documents are compared."));
        }
        if (scope.otherAccounts()) {
            replicas.people(replicaId, scope.accounts());
        }
        maintenance.missingAccounts(replicaId, session.translation().missingAccounts());
        if (scope.otherAccounts() && session.replica().people() != null) {
            journal.info(
                    session,
                    null,
                    "accounts",
                    Text.of("Users or groups were added, deleted or renamed: all documents are compared."));
        }
    }

    /**
     * Counts the work items of the run, not the plan: a new document whose upload failed may wait, and work items of
     * earlier runs may be due. A full run records changed documents like all others.
     */
    private void logPlan(Session session, WorkPlan plan, PlanScope scope, long todo) {
        long added = workPlanning.count(session.runId(), Work.Reason.NEW);
        long changed = scope.full() ? plan.changed().size() : workPlanning.count(session.runId(), Work.Reason.CHANGED);
        long gone = workPlanning.count(session.runId(), Work.Reason.GONE);
        journal.info(
                session,
                null,
                "plan",
                Text.of(
                        todo == 1
                                ? "{0} document needs attention: {1} new, {2} changed, {3} whose copy vanished, {4}"
                                        + " to compare for other reasons."
                                : "{0} documents need attention: {1} new, {2} changed, {3} whose copy vanished, {4}"
                                        + " to compare for other reasons.",
                        String.valueOf(todo),
                        String.valueOf(added),
                        String.valueOf(changed),
                        String.valueOf(gone),
                        String.valueOf(todo - added - changed - gone)));
    }

    /**
     * @return whether the current rules already excluded the document in its current state, so that the run need not
     *     apply the rules again
     */
    static boolean isStillExcluded(Unselected.Entry excluded, String revision, String scanned) {
        return excluded != null
                && excluded.revision().equals(revision)
                && (scanned == null || scanned.equals(excluded.seen()));
    }

    private static void add(List<WorkPlanning.Planned> rows, List<Long> ids, LongPredicate filter, Work.Reason reason) {
        ids.stream().filter(filter::test).forEach(id -> rows.add(new WorkPlanning.Planned(id, reason, null)));
    }

    private static long count(List<WorkPlanning.Planned> rows, Work.Reason reason) {
        return rows.stream().filter(row -> row.reason() == reason).count();
    }
}
