package io.pngx.controller.app;

import io.pngx.controller.config.SettingsException;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out one run of every replica for a command, and prints the results. */
public final class OneShotRun extends OneShot {
    private final Run.Mode mode;
    private final List<Long> asked = new ArrayList<>();
    private Replicas replicas;
    private Runs runs;
    private Plans plans;
    private ReplicaCounts counts;

    public OneShotRun(Run.Mode mode) {
        this.mode = mode;
    }

    @Override
    boolean isDone() {
        return asked.stream().noneMatch(id -> run(id).finishedAt() == null);
    }

    @Override
    boolean printResults() {
        return asked.stream().map(this::run).filter(run -> !printResult(run)).count() == 0;
    }

    @Override
    void prepare(Tables tables) {
        KeyValues settings = tables.settings();
        replicas = tables.replicas();
        runs = tables.runs();
        plans = tables.plans();
        counts = new ReplicaCounts(tables.database());
        if (settings.get(Setting.MASTER_URL).isEmpty() || replicas.all().isEmpty()) {
            throw new SettingsException(
                    "There is no master or no replica yet; start the controller with `run`, and enter both on its "
                            + "first page.");
        }
        if (settings.get(Setting.MASTER_TOKEN).isEmpty()) {
            throw new SettingsException("The master has no API token yet; start the controller with `run`, and enter"
                    + " the token on the page Settings.");
        }
        if (settings.paused() && mode != Run.Mode.DRY_RUN) {
            throw new SettingsException(
                    "All replicas are paused; if no user paused them, the log says why. Press Resume all on the"
                            + " dashboard, or use `sync --once --dry-run`.");
        }
        for (Replica replica : replicas.all()) {
            if (mode != Run.Mode.DRY_RUN && (!replica.enabled() || replica.paused())) {
                System.out.println(replica.name() + ": skipped, because the replica is "
                        + (replica.enabled() ? "paused." : "switched off."));
            } else {
                asked.add(runs.queue(replica.id(), mode).orElseThrow().id());
            }
        }
    }

    private Run run(long id) {
        return runs.find(id).orElseThrow();
    }

    /** @return whether the run succeeded */
    private boolean printResult(Run run) {
        String name = replicas.find(run.replicaId()).map(Replica::name).orElse("A replica");
        String what = switch (mode) {
            case DRY_RUN -> planned(run);
            case VERIFY ->
                run.unchanged() + " equal, " + run.mismatched() + " different, " + run.deferred() + " deferred";
            default ->
                run.uploaded() + " uploaded, " + run.adopted() + " adopted, " + run.updated()
                        + " updated, " + run.unchanged() + " unchanged, " + run.contested()
                        + " contested, " + run.excluded() + " excluded, "
                        + run.deleted() + " deleted, " + run.failed() + " failed, "
                        + run.deferred() + " deferred";
        };
        String why = Optional.ofNullable(run.error()).map(error -> " " + error).orElse("");
        System.out.println(name + ": run " + run.id() + ", " + LowerCase.of(run.state()) + ": " + what + "." + why);
        boolean waits =
                mode != Run.Mode.DRY_RUN && mode != Run.Mode.VERIFY && run.failed() == 0 && printWaiting(run, name);
        return run.state() == Run.State.SUCCESS && run.mismatched() == 0 && !waits;
    }

    /** @return whether documents that failed in earlier runs wait for another attempt, which this run did not make */
    private boolean printWaiting(Run run, String name) {
        long failed = counts.of(run.replicaId()).documents().failed();
        if (failed > 0) {
            System.out.println(FailedDocuments.sentence(name, failed, "sync --once --full"));
        }
        return failed > 0;
    }

    private String planned(Run run) {
        StringBuilder text = new StringBuilder();
        plans.counts(run.id())
                .forEach(count -> text.append(count.action())
                        .append(' ')
                        .append(count.count())
                        .append(' ')
                        .append(count.kind())
                        .append(", "));
        return text + "leave " + run.unchanged() + " documents unchanged";
    }
}
