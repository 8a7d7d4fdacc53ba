package io.pngx.controller.web.http;

import java.util.List;
import java.util.stream.Collectors;

/** Signals that a request is refused. The detail tells the user why. */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<FieldError> errors;
    private int retryAfter;

    /**
     * A refused value.
     *
     * @param message predicate whose subject is the name of the field: "is required"
     */
    public record FieldError(String field, String message) {}

    public ApiProblem(int status, String detail) {
        this(status, detail, List.of());
    }

    private ApiProblem(int status, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.errors = errors;
    }

    public static ApiProblem badRequest(String detail) {
        return new ApiProblem(400, detail);
    }

    public static ApiProblem notFound(String detail) {
        return new ApiProblem(404, detail);
    }

    /** Refuses a request that is valid, but not possible in the current state. */
    public static ApiProblem conflict(String detail) {
        return new ApiProblem(409, detail);
    }

    /** @param seconds seconds until the client may try again */
    public static ApiProblem tooMany(String detail, int seconds) {
        ApiProblem problem = new ApiProblem(429, detail + " Try again in " + seconds + " s.");
        problem.retryAfter = seconds;
        return problem;
    }

    public static ApiProblem fields(List<FieldError> errors) {
        String detail = errors.stream()
                .map(error -> error.field() + ": " + error.message())
                .collect(Collectors.joining("; ", "", "."));
        return new ApiProblem(400, detail, List.copyOf(errors));
    }

    /** Returns the seconds until the client may try again; 0: unknown. */
    public int retryAfter() {
        return retryAfter;
    }

    public int status() {
        return status;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
