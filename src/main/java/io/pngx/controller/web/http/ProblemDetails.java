package io.pngx.controller.web.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.pngx.controller.text.Text;
import java.util.List;

/**
 * Body of an error response: the members of RFC 9457.
 *
 * @param errors one entry for each refused field
 * @param reference text with which a user finds the error in the controller's log; null: the client caused the error
 */
public record ProblemDetails(
        String type,
        String title,
        int status,
        Text detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ApiProblem.FieldError> errors,
        @JsonInclude(JsonInclude.Include.NON_NULL) String reference) {

    public static ProblemDetails of(ApiProblem problem) {
        return of(problem.status(), problem.detail(), problem.errors(), null);
    }

    public static ProblemDetails of(int status, Text detail, String reference) {
        return of(status, detail, List.of(), reference);
    }

    private static ProblemDetails of(int status, Text detail, List<ApiProblem.FieldError> errors, String reference) {
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        return new ProblemDetails("about:blank", title, status, detail, errors, reference);
    }

    /** Returns the heading of the page. */
    @JsonIgnore
    public Text heading() {
        return switch (status) {
            case 400 -> Text.of("Invalid address");
            case 401 -> Text.of("Not signed in");
            case 403 -> Text.of("Access denied");
            case 404 -> Text.of("Not found");
            case 405 -> Text.of("Method Not Allowed");
            case 409 -> Text.of("Conflict");
            case 413 -> Text.of("Request Entity Too Large");
            case 421 -> Text.of("Misdirected Request");
            case 429 -> Text.of("Too Many Requests");
            case 500 -> Text.of("Internal Server Error");
            case 503 -> starting() ? Text.of("The controller is starting") : Text.of("The database is not available");
            default -> Text.verbatim(title);
        };
    }

    /** Returns true if the problem is only that the routes are still starting. */
    public boolean starting() {
        return status == 503 && reference == null;
    }
}
