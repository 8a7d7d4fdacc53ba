package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkPlanning;
import io.pngx.controller.sync.WorkPlan;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;

/**
 * Plans a run of only named documents, which come from webhooks or from a user. Changes no watermark, and opens no
 * tombstone. If a copy is missing, requests a run that compares all changes.
 */
public final class HintPlanner {
    private final SyncMap mappings;
    private final WorkPlanning workPlanning;
    private final Replicas replicas;
    private final RunProgress progress;
    private final Tombstones tombstones;
    private final Unselected unselected;
    private final Journal journal;

    public HintPlanner(Tables tables, Journal journal) {
        this.mappings = tables.mappings();
        this.workPlanning = tables.workPlanning();
        this.replicas = tables.replicas();
        this.progress = tables.progress();
        this.tombstones = tables.tombstones();
        this.unselected = tables.unselected();
        this.journal = journal;
    }

    /** Commits the plan. */
    public void plan(@Body ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        long replicaId = session.replicaId();
        Set<Long> deleted = tombstones.standing(replicaId, Tombstone.DOCUMENTS).stream()
                .map(Tombstone::masterId)
                .collect(Collectors.toSet());
        Set<Long> documents = new HashSet<>();
        List<Long> forWholeRun = new ArrayList<>();
        for (long id : session.run().hintedIds()) {
            if (!master.lists(id)) {
                journal.info(
                        session,
                        id,
                        "webhook",
                        Text.of(
                                "A webhook or a user named document {0}, but the master does not list this document"
                                        + " now; nothing is done.",
                                String.valueOf(id)));
            } else if (deleted.contains(id)) {
                forWholeRun.add(id);
            } else {
                documents.add(id);
            }
        }
        WorkPlan plan = WorkPlan.of(
                documents.stream().mapToLong(Long::longValue).toArray(),
                mappings.ids(replicaId),
                job.replica()::lists,
                master.scanned(),
                id -> mappings.seen(replicaId, id).orElse(null),
                false);
        forWholeRun.addAll(plan.gone());
        forWholeRun.forEach(documents::remove);
        Map<Long, Unselected.Entry> excluded = unselected.of(replicaId);
        String revision = session.rules().revision();
        List<WorkPlanning.Planned> rows = new ArrayList<>();
        plan.fresh().stream()
                .filter(id -> !Planner.isStillExcluded(
                        excluded.get(id), revision, master.scanned().get(id)))
                .forEach(id -> rows.add(new WorkPlanning.Planned(
                        id, Work.Reason.NEW, master.scanned().get(id))));
        plan.changed().forEach(id -> {
            // The webhook or the user asks for an attempt now, even if the document did not change since the last one.
            workPlanning.makeDue(replicaId, id);
            rows.add(new WorkPlanning.Planned(
                    id, Work.Reason.CHANGED, master.scanned().get(id)));
        });
        workPlanning.plan(replicaId, session.runId(), rows, documents::contains, null, Instant.now());
        progress.phase(session.runId(), "documents");
        if (!forWholeRun.isEmpty()) {
            // Makes the replica due for a run that compares all changes. If the current run is still open when the next
            // cycle starts, the current run compares all changes.
            replicas.cycleStarted(replicaId, null);
            journal.info(
                    session,
                    null,
                    "webhook",
                    Text.of(
                            "The copies of these documents are missing on the replica, or a deletion of the documents"
                                    + " is recorded: {0}. A run that compares all changes follows.",
                            forWholeRun.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
    }
}
