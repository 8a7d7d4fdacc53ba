package io.pngx.simulator;

/**
 * The answers while another connection holds SQLite's write lock. Each kind of write fails in its own way. An upload
 * seems to succeed: its file is consumed, but its task row is lost (paperless-api.md §6, §12).
 */
final class LockedDatabase {
    private LockedDatabase() {}

    static Answer answer(Call call, Endpoint endpoint, Instance instance) {
        String path = call.raw.path();
        if (path.equals("/api/documents/post_document/")) {
            instance.taskRowsToLose++;
            return endpoint.handle(call);
        }
        if (path.endsWith("/notes/")) {
            return Answer.ok(Json.object("error", "Error saving note, check logs for more detail."));
        }
        if (path.equals("/api/documents/bulk_edit/")) {
            return Answer.text(400, "Error performing bulk edit, check logs for more detail.");
        }
        if (call.is("DELETE") && path.matches("/api/documents/\\d+/")) {
            return Answer.text(400, "Error deleting document, check logs for more detail.");
        }
        return Answer.serverError();
    }
}
