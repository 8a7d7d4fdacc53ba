package io.pngx.controller.engine.session;

import java.util.Optional;

/** Reads the checksum from the ETag of an original (paperless-api.md §4). */
public final class Etag {
    private Etag() {}

    /** @return MD5 or SHA-256 in hex; empty if the ETag is neither */
    public static Optional<String> checksum(String etag) {
        String known = etag == null ? "" : etag.replaceFirst("^W/", "").replace("\"", "");
        return known.matches("[0-9a-f]{32}|[0-9a-f]{64}") ? Optional.of(known) : Optional.empty();
    }
}
