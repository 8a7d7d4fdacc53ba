package io.pngx.controller.sync;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Computes a SHA-256 over a list of values. The length of each value is hashed before the value, so that two different
 * lists never give the same input.
 */
public final class Hash {
    private final MessageDigest digest;

    public Hash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // cannot happen: every Java has SHA-256
        }
    }

    public Hash add(Object value) {
        byte[] bytes = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
        return this;
    }

    /** @return 32 hex digits: half of the hash, which is enough to distinguish documents */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
