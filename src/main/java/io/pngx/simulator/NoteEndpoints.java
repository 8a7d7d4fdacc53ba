package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** {@code /api/documents/{id}/notes/} (paperless-api.md §8). */
final class NoteEndpoints {
    private final Instance instance;
    private final Permissions permissions;
    private final DocumentJson json;

    NoteEndpoints(Instance instance, Permissions permissions, DocumentJson json) {
        this.instance = instance;
        this.permissions = permissions;
        this.json = json;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/documents/([^/.]+)/notes/")
                .get(this::list)
                .post(this::add)
                .on("DELETE", this::delete)
                .on("PUT", this::broken)
                .on("PATCH", this::broken));
    }

    private DocumentRow find(Call call, boolean change) {
        DocumentRow row = instance.live(call.id());
        if (row == null) {
            throw Refusal.notFound();
        }
        if (!permissions.mayView(call.user, row)) {
            throw Refusal.text(403, "Insufficient permissions to view notes");
        }
        if (change && !permissions.mayChange(call.user, row)) {
            throw Refusal.text(403, "Insufficient permissions to create notes");
        }
        return row;
    }

    private Answer list(Call call) {
        return Answer.ok(json.notes(find(call, false)));
    }

    /** Adds a note and returns all notes. An error in the text is returned with status 200. */
    private Answer add(Call call) {
        DocumentRow row = find(call, true);
        if (!permissions.has(call.user, "add_note")) {
            throw Refusal.noPermission();
        }
        JsonNode text = call.body().path("note");
        if (!text.isTextual()) {
            return Answer.ok(Json.object("error", "Error saving note, check logs for more detail."));
        }
        row.notes.add(new NoteRow(instance.nextId("note"), text.textValue(), instance.clock.now(), call.user.id));
        instance.bump(row);
        return Answer.ok(json.notes(row));
    }

    private Answer delete(Call call) {
        if (!permissions.has(call.user, "delete_note")) {
            throw Refusal.noPermission();
        }
        DocumentRow row = find(call, true);
        String id = call.query("id");
        if (id == null) {
            throw Refusal.invalid(Json.object("id", Validation.REQUIRED));
        }
        if (!id.matches("\\d{1,9}")) {
            throw Refusal.invalid(Json.object("id", "A valid integer is required."));
        }
        if (!row.notes.removeIf(note -> note.id == Integer.parseInt(id))) {
            throw Refusal.noMatch("Note");
        }
        instance.bump(row);
        return Answer.ok(json.notes(row));
    }

    private Answer broken(Call call) {
        return Answer.serverError();
    }
}
