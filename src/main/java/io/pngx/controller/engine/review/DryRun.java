package io.pngx.controller.engine.review;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.WorkPlan;
import io.pngx.controller.text.Text;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Plans and ends a dry run, which reports what a full run would do, row by row. A dry run writes nothing to the
 * replica, and changes no mapping or fingerprint.
 */
public final class DryRun {
    private final Plans plans;
    private final SyncMap mappings;
    private final RunProgress progress;
    private final ReadOnlyRun readOnlyRun;
    private final OldMasterReview oldMaster;

    public DryRun(Tables tables, ReadOnlyRun readOnlyRun, OldMasterReview oldMaster) {
        this.plans = tables.plans();
        this.mappings = tables.mappings();
        this.progress = tables.progress();
        this.readOnlyRun = readOnlyRun;
        this.oldMaster = oldMaster;
    }

    /** Plans the documents from the inventories of both instances. */
    public DryPlan plan(@Body ReplicaRun run) {
        Session session = run.session();
        InstanceSnapshot master = run.master();
        if (master.inventory().length == 0) {
            session.recordEmptyInventory();
        }
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

    public void end(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        long rows = plans.counts(session.runId()).stream()
                .mapToLong(Plans.Count::count)
                .sum();
        boolean ended = readOnlyRun.end(
                session,
                Text.plural(
                        rows,
                        "The dry run is done: {0} thing to do; nothing was written.",
                        "The dry run is done: {0} things to do; nothing was written.",
                        String.valueOf(rows)),
                null);
        if (ended) {
            oldMaster.end(session);
        }
    }

    /**
     * Adds a row for the replica as a whole, with the reason why runs write nothing to the replica until the user
     * acts.
     */
    void addReplica(Session session, Action action, Text why) {
        plans.addReplica(session.runId(), action, session.replica().name(), why);
    }
}
