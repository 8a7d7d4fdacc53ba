package io.pngx.controller.web.http;

import io.pngx.controller.text.Text;
import java.util.List;

/** Signals that a request is refused. The detail tells the user why. */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Text detail;
    private final transient List<FieldError> errors;
    private int retryAfter;
    private boolean unknownField;

    /**
     * A refused value.
     *
     * @param message predicate whose subject is the name of the field: "is required"
     */
    public record FieldError(String field, Text message) {}

    public ApiProblem(int status, Text detail) {
        this(status, detail, List.of());
    }

    private ApiProblem(int status, Text detail, List<FieldError> errors) {
        super(detail.toString(), null, false, false);
        this.detail = detail;
        this.status = status;
        this.errors = errors;
    }

    public static ApiProblem badRequest(Text detail) {
        return new ApiProblem(400, detail);
    }

    public static ApiProblem notFound(Text detail) {
        return new ApiProblem(404, detail);
    }

    /** Refuses a request that is valid, but not possible in the current state. */
    public static ApiProblem conflict(Text detail) {
        return new ApiProblem(409, detail);
    }

    /** @param seconds seconds until the client may try again */
    public static ApiProblem tooMany(Text detail, int seconds) {
        ApiProblem problem = new ApiProblem(429, Text.of("{0} Try again in {1} s.", detail, String.valueOf(seconds)));
        problem.retryAfter = seconds;
        return problem;
    }

    public static ApiProblem fields(List<FieldError> errors) {
        Text all = Text.join(
                "; ",
                errors.stream()
                        .map(error -> Text.of("{0}: {1}", error.field(), error.message()))
                        .toList());
        return new ApiProblem(400, Text.of("{0}.", all), List.copyOf(errors));
    }

    /** Refuses a request with a field that is not allowed. No form has a place for this error. */
    public static ApiProblem unknownFields(List<FieldError> errors) {
        ApiProblem problem = fields(errors);
        problem.unknownField = true;
        return problem;
    }

    public boolean hasUnknownField() {
        return unknownField;
    }

    /** Returns the seconds until the client may try again; 0: unknown. */
    public int retryAfter() {
        return retryAfter;
    }

    /** Returns the message in all languages. */
    public Text detail() {
        return detail;
    }

    public int status() {
        return status;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
