package io.pngx.simulator;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of one stored file. Small files are kept in memory, large files in a temporary file, so that 1 GiB needs no
 * heap.
 */
final class Blob {
    /** Files above this size are kept on disk. */
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

    /** Collects the bytes of a stream. More than {@link #IN_MEMORY} bytes go to a file in the folder. */
    static final class Sink extends OutputStream {
        private final MessageDigest md5 = digest("MD5");
        private final MessageDigest sha = digest("SHA-256");
        private final Path folder;
        private final byte[] one = new byte[1];
        private ByteArrayOutputStream memory = new ByteArrayOutputStream();
        private OutputStream disk;
        private Path file;
        private long size;

        Sink(Path folder) {
            this.folder = folder;
        }

        @Override
        public void write(int b) throws IOException {
            // Up to the limit, bytes are only collected in memory. The checksums are computed later, from all bytes at
            // once.
            if (disk == null && size < IN_MEMORY) {
                memory.write(b);
                size++;
                return;
            }
            one[0] = (byte) b;
            write(one, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return;
            }
            size += length;
            if (disk == null && size <= IN_MEMORY) {
                memory.write(bytes, from, length);
                return;
            }
            if (disk == null) {
                file = Files.createTempFile(folder, "blob", "");
                disk = new BufferedOutputStream(
                        new DigestOutputStream(new DigestOutputStream(Files.newOutputStream(file), md5), sha), 1 << 16);
                memory.writeTo(disk);
                memory = null;
            }
            disk.write(bytes, from, length);
        }

        Blob blob() throws IOException {
            if (disk == null) {
                return of(memory.toByteArray());
            }
            disk.flush();
            return new Blob(null, file, size, hex(md5.digest()), hex(sha.digest()));
        }

        @Override
        public void close() throws IOException {
            if (disk != null) {
                disk.close();
            }
        }
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

    /** Returns the whole content. For large files, only tests call this method. */
    byte[] bytes() {
        try {
            return bytes != null ? bytes : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the first bytes, which are enough to detect the type and to read a text. */
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
