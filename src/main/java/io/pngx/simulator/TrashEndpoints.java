package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code /api/trash/}: list, restore, purge (paperless-api.md §10). */
final class TrashEndpoints {
    private final Instance instance;
    private final Permissions permissions;
    private final DocumentJson json;
    private final TrashCan trash;

    TrashEndpoints(Instance instance, Permissions permissions, DocumentJson json, TrashCan trash) {
        this.instance = instance;
        this.permissions = permissions;
        this.json = json;
        this.trash = trash;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/trash/").get(this::list).post(this::act));
    }

    private List<DocumentRow> visible(UserRow user) {
        return instance.documents.values().stream()
                .filter(row -> !row.isLive() && permissions.owns(user, row.owner))
                .sorted(DocumentOrdering.DEFAULT)
                .toList();
    }

    /**
     * Lists the trash. The list has neither filters nor {@code fields}. Every user may request the list; without
     * rights, a user gets an empty list.
     */
    private Answer list(Call call) {
        List<DocumentRow> rows = visible(call.user);
        List<Integer> all =
                Paging.withAll(call) ? rows.stream().map(row -> row.id).toList() : null;
        DocumentJson.View view = new DocumentJson.View(Set.of(), false, false, false);
        return Answer.ok(Paging.page(call, rows, all, row -> json.write(row, call, view)));
    }

    private Answer act(Call call) {
        ObjectNode body = call.object();
        Validation input = new Validation(body);
        JsonNode ids = body.path("documents");
        for (JsonNode id : ids) {
            DocumentRow row = instance.documents.get(id.asInt());
            if (row == null || row.isLive()) {
                input.error("documents", "Some documents in the list have not yet been deleted.");
            }
        }
        String action = body.path("action").asText();
        if (!body.has("action")) {
            input.error("action", Validation.REQUIRED);
        } else if (!action.equals("restore") && !action.equals("empty")) {
            input.error("action", "\"" + action + "\" is not a valid choice.");
        }
        input.done();
        boolean restore = action.equals("restore");
        if (!ids.isArray() && restore) {
            throw Refusal.serverError();
        }
        // Emptying the trash without ids purges all documents that the user can see.
        List<DocumentRow> rows = ids.isArray() ? named(ids) : visible(call.user);
        if (rows.stream().anyMatch(row -> !permissions.owns(call.user, row.owner))) {
            throw Refusal.insufficient();
        }
        List<Integer> done = rows.stream().map(row -> row.id).toList();
        rows.forEach(restore ? trash::restore : trash::purge);
        return Answer.ok(Json.object("result", "OK", "doc_ids", done));
    }

    private List<DocumentRow> named(JsonNode ids) {
        List<DocumentRow> rows = new ArrayList<>();
        ids.forEach(id -> rows.add(instance.documents.get(id.asInt())));
        return rows;
    }
}
