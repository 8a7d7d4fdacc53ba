package io.pngx.controller.paperless;

import java.util.List;

/**
 * What a connection test found. Values that could not be read are null.
 *
 * @param ok                 no problem of kind {@code error}
 * @param clockOffsetSeconds the instance's clock minus ours
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
     * @param kind    {@code error}: it cannot be used like this; {@code warning}: it can, but
     * @param message what is wrong, one sentence
     * @param hint    what to do
     */
    public record Problem(String kind, String code, String message, String hint) {}
}
