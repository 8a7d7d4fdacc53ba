package io.pngx.controller.web.views;

import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunList;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads runs, and the plans of dry runs. */
public final class RunViews {
    private final Overview overview;
    private final Runs runs;
    private final RunList list;
    private final Plans plans;
    private final Switchovers switchovers;

    public RunViews(Tables tables, Overview overview) {
        this.overview = overview;
        runs = tables.runs();
        list = tables.runList();
        plans = tables.plans();
        switchovers = tables.switchovers();
    }

    public List<Progress> running() {
        Instant now = Instant.now();
        return runs.open().stream().map(run -> Progress.of(run, now)).toList();
    }

    /** Returns the last runs of a replica, newest first. */
    public List<RunView> recent(long replicaId, int limit) {
        String name = overview.names().get(replicaId);
        return runs.recent(replicaId, limit).stream()
                .map(run -> RunView.of(run, name, null))
                .toList();
    }

    /** Returns one page of runs, newest first. */
    public Page<RunView> page(RunList.Filter filter) {
        Map<Long, String> names = overview.names();
        List<RunView> found = list.find(filter.andOneMore()).stream()
                .map(run -> RunView.of(run, names.get(run.replicaId()), null))
                .toList();
        return Page.of(found, filter.limit(), RunView::id);
    }

    /** Returns the number of runs on all pages. */
    public long count(RunList.Filter filter) {
        return list.count(filter);
    }

    public RunView one(long id) {
        Run run = row(id);
        return RunView.of(
                run, overview.names().get(run.replicaId()), run.mode() == Run.Mode.DRY_RUN ? plan(run) : null);
    }

    /** Returns the last dry run with its plan. Ignores a dry run from before the last switchover or undo. */
    public Optional<RunView> lastDryRun(long replicaId) {
        Instant swapped = switchovers.lastChangeOfMaster().orElse(Instant.MIN);
        return runs.last(replicaId, Run.Mode.DRY_RUN)
                .filter(run -> run.startedAt() == null || !run.startedAt().isBefore(swapped))
                .map(run -> RunView.of(run, overview.names().get(replicaId), plan(run)));
    }

    private Run row(long id) {
        return runs.find(id)
                .orElseThrow(
                        () -> ApiProblem.notFound(Text.of("There is no run with the id {0}.", String.valueOf(id))));
    }

    /** Returns a dry run. Throws a 404 problem if the run does not exist or has another mode. */
    public Run dryRun(long id) {
        Run run = row(id);
        if (run.mode() != Run.Mode.DRY_RUN) {
            throw ApiProblem.notFound(Text.of(
                    "Run {0} is not a dry run, so it has no plan; start a dry run with {\"mode\": \"dry_run\"}.",
                    String.valueOf(id)));
        }
        return run;
    }

    private RunView.PlanSum plan(Run run) {
        List<Plans.Count> counts = plans.counts(run.id());
        List<Plans.Count> actions = new ArrayList<>(counts);
        actions.add(new Plans.Count("documents", "unchanged", run.unchanged()));
        return new RunView.PlanSum(counts.stream().mapToLong(Plans.Count::count).sum(), actions);
    }
}
