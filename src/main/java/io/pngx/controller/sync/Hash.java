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
    private final MessageDigest digest = digest("SHA-256");

    /** @param algorithm {@code MD5} or {@code SHA-256}, which every Java has */
    public static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
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
