package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;

/** Ends the handling of a request with an answer other than the regular one. */
final class Refusal extends RuntimeException {
    private final transient Answer answer;

    Refusal(Answer answer) {
        super("answer " + answer.status, null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }

    static Refusal detail(int status, String detail) {
        return new Refusal(Answer.json(status, Json.object("detail", detail)));
    }

    static Refusal invalid(JsonNode body) {
        return new Refusal(Answer.json(400, body));
    }

    /** Returns {@code {"key": ["message"]}}, the usual form of a validation error. */
    static Refusal field(String key, String message) {
        return invalid(Json.object(key, Json.array(message)));
    }

    static Refusal text(int status, String text) {
        return new Refusal(Answer.text(status, text));
    }

    /** Creates a 403 with plain text, as hand-written views do (paperless-api.md §1). */
    static Refusal insufficient() {
        return text(403, "Insufficient permissions");
    }

    static Refusal noPermission() {
        return detail(403, "You do not have permission to perform this action.");
    }

    static Refusal notFound() {
        return detail(404, "Not found.");
    }

    static Refusal noMatch(String model) {
        return detail(404, "No " + model + " matches the given query.");
    }

    static Refusal serverError() {
        return new Refusal(Answer.serverError());
    }
}
