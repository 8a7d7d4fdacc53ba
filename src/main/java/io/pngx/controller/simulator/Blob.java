package io.pngx.controller.simulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of one stored file: small ones in memory, big ones in a temporary file, so that 1 GiB costs no heap. */
final class Blob {
    /** Above this size the bytes stay on disk. */
    static final int IN_MEMORY = 1 << 20;

    private final byte[] bytes;
    private final Path file;
    private final long size;
    private final String md5;
    private final String sha256;

    private Blob(byte[] bytes, Path file, long size, String md5, String sha256) {
        this.bytes = bytes;
        this.file = file;
        this.size = size;
        this.md5 = md5;
        this.sha256 = sha256;
    }

    static Blob of(byte[] bytes) {
        MessageDigest md5 = digest("MD5");
        MessageDigest sha = digest("SHA-256");
        return new Blob(bytes, null, bytes.length, hex(md5.digest(bytes)), hex(sha.digest(bytes)));
    }

    /** Takes a finished upload over; a big one is moved into {@code folder}. */
    static Blob take(Path upload, Path folder) throws IOException {
        long size = Files.size(upload);
        if (size <= IN_MEMORY) {
            return of(Files.readAllBytes(upload));
        }
        Path kept = Files.createTempFile(folder, "blob", "");
        Files.move(upload, kept, StandardCopyOption.REPLACE_EXISTING);
        return hashed(kept, size);
    }

    private static Blob hashed(Path file, long size) throws IOException {
        MessageDigest md5 = digest("MD5");
        MessageDigest sha = digest("SHA-256");
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new DigestInputStream(new DigestInputStream(Files.newInputStream(file), md5), sha)) {
            while (in.read(buffer) >= 0) {
                // Only the digests are wanted.
            }
        }
        return new Blob(null, file, size, hex(md5.digest()), hex(sha.digest()));
    }

    long size() {
        return size;
    }

    String md5() {
        return md5;
    }

    String sha256() {
        return sha256;
    }

    Path file() {
        return file;
    }

    /** The whole content; for big files only when a test asks for it. */
    byte[] bytes() {
        try {
            return bytes != null ? bytes : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first bytes, enough to tell the type and to read a text. */
    byte[] head(int length) {
        try (InputStream in = bytes != null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
