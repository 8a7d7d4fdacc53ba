package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.deletions.MissingDetector;
import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.uploads.DuplicateBytes;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Changed;
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
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.ChangeTimes;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.WorkPlan;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.camel.Body;

/** Compares the snapshots of master and replica, and plans the work items of the run. */
public final class Planner {
    private final SyncMap mappings;
    private final CopyInvalidation invalidation;
    private final Comparisons comparisons;
    private final WorkPlanning workPlanning;
    private final WorkQueue work;
    private final Replicas replicas;
    private final RunProgress progress;
    private final Adoptions adoptions;
    private final Unselected unselected;
    private final MissingDetector missing;
    private final DuplicateBytes duplicateBytes;
    private final MaintenanceState maintenance;
    private final Journal journal;
    private final Clock clock;

    public Planner(
            Tables tables, MissingDetector missing, DuplicateBytes duplicateBytes, Journal journal, Clock clock) {
        this.mappings = tables.mappings();
        this.invalidation = tables.invalidation();
        this.comparisons = tables.comparisons();
        this.workPlanning = tables.workPlanning();
        this.work = tables.work();
        this.replicas = tables.replicas();
        this.progress = tables.progress();
        this.adoptions = tables.adoptions();
        this.unselected = tables.unselected();
        this.missing = missing;
        this.duplicateBytes = duplicateBytes;
        this.maintenance = tables.maintenance();
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Commits the plan together with the watermark. A document that fails later keeps its work item, so the watermark
     * need not wait for the document.
     */
    public void plan(@Body ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        InstanceSnapshot reading = job.replica();
        long replicaId = session.replicaId();
        CopyIds mapped = mappings.ids(replicaId);
        boolean setBack = clockWasSetBack(session, master);
        String revision = session.rules().revision();
        boolean otherRules =
                !revision.equals(Objects.requireNonNullElse(session.replica().rulesRevision(), Rules.NONE.revision()));
        String accounts = session.translation().accountsDigest();
        boolean otherAccounts = !accounts.equals(session.replica().people());
        // A run that takes longer than an interval is planned again in each interval, without the documents that the
        // run already compared.
        boolean fullRun = session.run().isFullAndUnplanned();
        boolean older = isOlder(session, job);
        boolean full = fullRun
                || setBack
                || older
                || otherRules
                || otherAccounts
                // on a restored instance, documents with older values may seem unchanged
                || session.accepted() != null;
        WorkPlan plan = WorkPlan.of(
                master.inventory(),
                mapped,
                reading::lists,
                master.scanned(),
                id -> mappings.seen(replicaId, id).orElse(null),
                full);
        LongPredicate onMaster = master::lists;
        LongPredicate onReplica = reading::lists;
        List<WorkPlanning.Planned> rows = new ArrayList<>();
        // Adds copies that lack their archive serial number because a foreign document has the number. Once a day, also
        // adds contested copies. Another reason to compare the same document takes precedence.
        List<Long> without = comparisons.withoutNumber(replicaId).stream()
                .filter(id -> onMaster.test(id) && onReplica.test(mapped.get(id)))
                .toList();
        add(rows, without, Work.Reason.LINK);
        add(
                rows,
                comparisons.contested(replicaId).stream()
                        .filter(id -> onMaster.test(id) && onReplica.test(mapped.get(id)))
                        .toList(),
                Work.Reason.FULL);
        Map<Long, Unselected.Entry> left = full ? Map.of() : unselected.of(replicaId);
        List<Long> fresh = plan.fresh().stream()
                .filter(id ->
                        !isStillLeftOut(left.get(id), revision, master.scanned().get(id)))
                .toList();
        fresh.forEach(id -> rows.add(
                new WorkPlanning.Planned(id, Work.Reason.NEW, master.scanned().get(id))));
        // A changed document whose target is the same would be recorded without reading its copy.
        add(rows, plan.changed(), full ? Work.Reason.FULL : Work.Reason.CHANGED);
        Set<Long> notRestored = workPlanning.waiting(replicaId, Work.Reason.GONE, Instant.now());
        add(
                rows,
                plan.gone().stream()
                        .filter(id -> !notRestored.contains(id)
                                && !isStillLeftOut(
                                        left.get(id), revision, master.scanned().get(id)))
                        .toList(),
                Work.Reason.GONE);
        add(rows, plan.compare(), Work.Reason.FULL);
        adoptions.keepOnly(replicaId, onMaster, onReplica);
        if (master.inventory().length == 0) {
            session.recordEmptyInventory();
        }
        if (session.rules().isNone()) {
            unselected.clear(replicaId); // without rules, no document is excluded
        }
        unselected.keepOnly(replicaId, onMaster);
        missing.documents(session, master, mapped);
        missing.lookups(session);
        duplicateBytes.requeueUnblocked(session, master);
        Set<Long> leftOut = unselected.of(replicaId).keySet();
        comparisons
                .waitingForLinks(replicaId, id -> onMaster.test(id) && !leftOut.contains(id))
                .forEach(id -> invalidation.invalidate(replicaId, id));
        workPlanning.deleteWorkOfMissing(replicaId, onMaster);
        if (otherRules || fullRun) {
            workPlanning.makeDue(replicaId);
        }
        long todo = workPlanning.plan(replicaId, session.runId(), rows, onMaster, master.date(), Instant.now());
        maintenance.planned(replicaId, clock.instant());
        if (otherRules) {
            // Stored after the plan: if the plan is lost, the next run queues all documents again.
            replicas.rulesRevision(replicaId, revision);
            journal.info(
                    session, null, "rules", Text.of("The rules of this replica changed: all documents are compared."));
        }
        if (otherAccounts) {
            replicas.people(replicaId, accounts);
        }
        maintenance.missingAccounts(replicaId, session.translation().missingAccounts());
        if (otherAccounts && session.replica().people() != null) {
            journal.info(
                    session,
                    null,
                    "people",
                    Text.of("Users or groups were added, deleted or renamed: all documents are compared."));
        }
        replicas.unmappedDocuments(
                replicaId,
                Arrays.stream(reading.inventory())
                        .filter(id -> !mapped.isCopy(id))
                        .boxed()
                        .toList());
        progress.phase(session.runId(), "documents");
        if (todo > without.size()) {
            // Counts the work items of the run, not the plan: a new document whose upload failed may wait, and work
            // items of earlier runs may be due. A full run records changed documents like all others.
            long added = workPlanning.count(session.runId(), Work.Reason.NEW);
            long changed = full ? plan.changed().size() : workPlanning.count(session.runId(), Work.Reason.CHANGED);
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
    }

    /**
     * Returns whether the master's clock was set back: since the watermark, the master's clock advanced less than the
     * controller's clock. Later changes may then have a time before the watermark, and a scan from the watermark would
     * miss these changes.
     */
    private boolean clockWasSetBack(Session session, InstanceSnapshot master) {
        Instant watermark = session.replica().watermark();
        Instant plannedAt = maintenance.of(session.replicaId()).plannedAt();
        if (watermark == null || plannedAt == null || !master.hasDate()) {
            return false;
        }
        Duration lost = Duration.between(plannedAt, clock.instant()).minus(Duration.between(watermark, master.date()));
        boolean setBack = lost.compareTo(Schedule.OVERLAP) > 0;
        if (setBack) {
            journal.warn(
                    session,
                    null,
                    "clock",
                    Text.of(
                            "The master's clock was set back by about {0} minutes since the last run. All documents are"
                                    + " compared, because changes after that run may have an earlier time than the"
                                    + " run.",
                            String.valueOf(lost.toMinutes())));
        }
        return setBack;
    }

    /**
     * Returns whether a document or a copy lost its last change. Other documents may have lost changes, too, which no
     * scan from the watermark lists.
     */
    private boolean isOlder(Session session, ReplicaRun job) {
        ChangeTimes.Older original =
                session.accepted() == Changed.MASTER ? null : first(job.timesOfMaster(), id -> isQueued(session, id));
        if (original != null) {
            journal.warn(
                    session,
                    null,
                    "older",
                    Text.of(
                            "Document {0} of the master is in an older state than before: it was changed at {1} before,"
                                    + " and now its last change is of {2}. Perhaps the master was restored from a"
                                    + " backup, or its clock was wrong. All documents are compared.",
                            String.valueOf(original.id()),
                            original.known().toString(),
                            original.found().toString()));
        }
        ChangeTimes.Older copy = first(
                job.timesOfReplica(),
                id -> mappings.masterDoc(session.replicaId(), id)
                        .filter(masterId -> isQueued(session, masterId))
                        .isPresent());
        if (copy != null) {
            // The copies lost what the controller wrote. That is no edit of a user, so the fingerprints are cleared.
            invalidation.clearFingerprints(session.replicaId());
            journal.warn(
                    session,
                    null,
                    "older",
                    Text.of(
                            "Document {0} of the replica is in an older state than before: it was changed at {1}"
                                    + " before, and now its last change is of {2}. Perhaps the replica was restored"
                                    + " from a backup. All documents are compared.",
                            String.valueOf(copy.id()),
                            copy.known().toString(),
                            copy.found().toString()));
        }
        return original != null || copy != null;
    }

    /**
     * @param isQueued returns whether an earlier run queued the document; such a document is compared without a new
     *     plan, and would otherwise cause a full comparison in each run until the comparison succeeds
     */
    private static ChangeTimes.Older first(ChangeTimes times, LongPredicate isQueued) {
        return times.older().stream()
                .filter(older -> !isQueued.test(older.id()))
                .findFirst()
                .orElse(null);
    }

    private boolean isQueued(Session session, long masterId) {
        return work.find(session.replicaId(), masterId).isPresent();
    }

    /**
     * @return whether the current rules already excluded the document in its current state, so that the run need not
     *     apply the rules again
     */
    static boolean isStillLeftOut(Unselected.Entry left, String revision, String scanned) {
        return left != null && left.revision().equals(revision) && (scanned == null || scanned.equals(left.seen()));
    }

    private static void add(List<WorkPlanning.Planned> rows, List<Long> ids, Work.Reason reason) {
        ids.forEach(id -> rows.add(new WorkPlanning.Planned(id, reason, null)));
    }
}
