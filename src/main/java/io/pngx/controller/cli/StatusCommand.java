package io.pngx.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.paperless.Json;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = {
            "Prints the state of each replica of a running controller, and what waits for your decision.",
            "Exit code 1: a replica needs attention, or something waits for you."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final Set<String> FINE = Set.of("up_to_date", "syncing", "paused", "new");

    @Mixin
    private ControllerOptions controller;

    @Override
    public Integer call() {
        ControllerClient client = controller.client();
        JsonNode replicas = client.get("/api/replicas");
        JsonNode inbox = client.get("/api/inbox");
        if (controller.json()) {
            System.out.println(Json.MAPPER
                    .valueToTree(Map.of("replicas", replicas, "inbox", inbox))
                    .toPrettyString());
        } else {
            replicas.path("items").forEach(StatusCommand::print);
            if (replicas.path("items").isEmpty()) {
                System.out.println("There is no replica yet; add a replica on the page Replicas.");
            }
            inbox.path("items")
                    .forEach(entry -> System.out.println(
                            "waits for you: " + entry.path("sentence").asText() + " "
                                    + entry.path("page").asText()));
        }
        boolean fine = inbox.path("items").isEmpty();
        for (JsonNode replica : replicas.path("items")) {
            fine &= FINE.contains(replica.path("state").asText());
        }
        return fine ? ExitCodes.DONE : ExitCodes.PROBLEM_FOUND;
    }

    private static void print(JsonNode replica) {
        JsonNode documents = replica.path("documents");
        System.out.println(replica.path("name").asText() + ": "
                + replica.path("state").asText().replace('_', ' ') + "; " + documents.path("in_sync") + " in sync, "
                + documents.path("pending") + " pending, " + documents.path("failed") + " failed; last success "
                + replica.path("last_sync_ts").asText("never"));
        if (!replica.path("last_error").isNull()) {
            System.out.println("  " + replica.path("last_error").asText());
        }
        System.out.println("  " + replica.path("readiness").path("sentence").asText());
    }
}
