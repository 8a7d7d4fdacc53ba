package io.pngx.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.app.FailedDocuments;
import io.pngx.controller.app.OneShotRun;
import io.pngx.controller.app.ProcessLog;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.store.Run;
import io.pngx.controller.text.LowerCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sync",
        description = {
            "Asks a running controller to start a run.",
            "With --once, synchronises every replica once in this process, prints the result, and ends. The controller "
                    + "must not run at the same time."
        })
public final class SyncCommand implements Callable<Integer> {
    private static final int POLL_SECONDS = 2;

    @Mixin
    private ControllerOptions controller;

    @Option(names = "--once", description = "Runs in this process, without a running controller.")
    private boolean once;

    @Option(names = "--dry-run", description = "Reports what a full run would do, and writes nothing.")
    private boolean dryRun;

    @Option(names = "--full", description = "Compares all documents, not only changed ones.")
    private boolean full;

    @Option(names = "--replica", paramLabel = "NAME", description = "Only this replica; not with --once.")
    private String replica;

    @Option(
            names = "--wait",
            description = "Waits until the runs have ended, and prints their results; not with --once.")
    private boolean wait;

    @Override
    public Integer call() throws Exception {
        if (dryRun && full) {
            throw new SettingsException("A dry run always compares every document; remove --full.");
        }
        Run.Mode mode = dryRun ? Run.Mode.DRY_RUN : full ? Run.Mode.FULL : Run.Mode.INCREMENTAL;
        if (!once) {
            return request(controller.client(), mode);
        }
        if (replica != null || wait || controller.json()) {
            throw new SettingsException("--replica, --wait and --json are for a running controller; remove --once.");
        }
        ProcessLog.warningsOnly();
        return new OneShotRun(mode).execute(Settings.from(System.getenv()));
    }

    private int request(ControllerClient client, Run.Mode mode) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("mode", LowerCase.of(mode));
        if (replica != null) {
            body.put("replica_id", idOf(client, replica));
        }
        JsonNode ids = client.post("/api/sync", body).path("run_ids");
        boolean fine = true;
        for (JsonNode id : ids) {
            JsonNode run = client.get("/api/sync/runs/" + id);
            while (wait && run.path("finished_at").isNull()) {
                TimeUnit.SECONDS.sleep(POLL_SECONDS);
                run = client.get("/api/sync/runs/" + id);
            }
            print(run);
            fine &= !wait || run.path("state").asText().equals("success") && !printWaiting(client, run);
        }
        return fine ? ExitCodes.DONE : ExitCodes.PROBLEM_FOUND;
    }

    /** @return whether documents that failed in earlier runs wait for another attempt, which this run did not make */
    private boolean printWaiting(ControllerClient client, JsonNode run) {
        if (dryRun || run.path("failed").asLong() > 0) {
            return false;
        }
        JsonNode of = client.get("/api/replicas/" + run.path("replica_id"));
        long failed = of.path("documents").path("failed").asLong();
        if (failed > 0) {
            // On standard error, because a script reads the answers of --json from standard output.
            System.err.println(FailedDocuments.sentence(of.path("name").asText(), failed, "sync --full"));
        }
        return failed > 0;
    }

    private static long idOf(ControllerClient client, String name) {
        for (JsonNode each : client.get("/api/replicas").path("items")) {
            if (each.path("name").asText().equalsIgnoreCase(name)) {
                return each.path("id").asLong();
            }
        }
        throw new SettingsException("There is no replica \"" + name + "\"; `status` lists the replicas.");
    }

    private void print(JsonNode run) {
        System.out.println(
                controller.json()
                        ? run.toString()
                        : "run " + run.path("id") + " of " + run.path("replica").asText() + ": "
                                + run.path("state").asText()
                                + (run.path("finished_at").isNull()
                                        ? ""
                                        : "; " + run.path("uploaded") + " uploaded, " + run.path("updated")
                                                + " updated, " + run.path("deleted") + " deleted, " + run.path("failed")
                                                + " failed")
                                + (run.path("error").isNull()
                                        ? ""
                                        : "; " + run.path("error").asText()));
    }
}
