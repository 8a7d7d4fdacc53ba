package io.pngx.controller.engine.session;

import java.util.Optional;

/** The ETag of an original is the checksum that paperless has on record (paperless-api.md §4). */
public final class Etag {
    private Etag() {}

    /** MD5 or SHA-256 in hex; empty where it is something else. */
    public static Optional<String> checksum(String etag) {
        String known = etag == null ? "" : etag.replaceFirst("^W/", "").replace("\"", "");
        return known.matches("[0-9a-f]{32}|[0-9a-f]{64}") ? Optional.of(known) : Optional.empty();
    }
}
