package io.pngx.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.paperless.Json;
import java.util.List;
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
    private static final Set<String> ALWAYS = Set.of("in_sync", "pending", "failed");

    @Mixin
    private ControllerOptions controller;

    @Override
    public Integer call() {
        ControllerClient client = controller.client();
        JsonNode replicas = client.list("/api/replicas");
        JsonNode inbox = client.list("/api/inbox");
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
                    .forEach(entry -> System.out.println(Printable.of(
                            "waits for you: " + entry.path("sentence").asText() + " "
                                    + entry.path("page").asText())));
        }
        boolean fine = inbox.path("items").isEmpty();
        for (JsonNode replica : replicas.path("items")) {
            fine &= FINE.contains(replica.path("state").asText());
        }
        return fine ? ExitCodes.DONE : ExitCodes.PROBLEM_FOUND;
    }

    /** Returns the numbers of documents in words. Numbers that are 0 are omitted, except the most important ones. */
    private static String documents(JsonNode documents) {
        long noCopy = documents.path("excluded_no_copy").asLong();
        long oldCopy = documents.path("excluded_old_copy").asLong();
        StringBuilder text = new StringBuilder();
        for (String status :
                List.of("in_sync", "pending", "failed", "held", "contested", "differs", "deleting", "kept")) {
            long count = documents.path(status).asLong();
            if (count > 0 || ALWAYS.contains(status)) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(status.replace('_', ' '));
            }
        }
        if (noCopy + oldCopy > 0) {
            text.append(", ")
                    .append(noCopy + oldCopy)
                    .append(" excluded by rules")
                    .append(oldCopy == 0 ? "" : " (" + oldCopy + " with an old copy)");
        }
        return text.toString();
    }

    private static void print(JsonNode replica) {
        System.out.println(replica.path("name").asText() + ": "
                + replica.path("state").asText().replace('_', ' ') + "; " + documents(replica.path("documents"))
                + "; last success "
                + replica.path("last_sync_ts").asText("never"));
        if (!replica.path("last_error").isNull()) {
            System.out.println("  " + Printable.of(replica.path("last_error").asText()));
        }
        System.out.println("  " + replica.path("readiness").path("sentence").asText());
    }
}
