package io.pngx.controller.paperless;

import io.pngx.controller.text.Text;
import java.util.List;

/**
 * The result of a connection test. Values that could not be read are null.
 *
 * @param ok true if no problem has the kind {@code error}
 * @param clockOffsetSeconds the instance's clock minus the controller's
 */
public record ConnectionReport(
        boolean ok,
        String version,
        Integer apiVersion,
        String username,
        Boolean superuser,
        Long documents,
        Long latencyMs,
        Long clockOffsetSeconds,
        List<Problem> problems) {

    /**
     * A problem of a connection.
     *
     * @param kind {@code error}: the instance can't be used; {@code warning}: the instance can be used
     * @param message the problem, as one sentence
     * @param hint what the user can do about the problem
     */
    public record Problem(String kind, String code, Text message, Text hint) {}
}
