package io.pngx.controller.paperless;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Buffers an answer: a short answer in memory, a long one in a file. The file is deleted when the content is closed.
 */
final class SpooledBody {
    private static final int IN_MEMORY = 256 << 10;

    private final Path folder;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private FileChannel file;
    private long size;

    SpooledBody(Path folder) {
        this.folder = folder;
    }

    long size() {
        return size;
    }

    void write(byte[] bytes, int length) throws IOException {
        if (file == null && size + length > IN_MEMORY) {
            file = FileChannel.open(
                    folder.resolve("answer-" + UUID.randomUUID() + ".part"),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            append(memory.toByteArray(), memory.size());
            memory.reset();
        }
        if (file == null) {
            memory.write(bytes, 0, length);
        } else {
            append(bytes, length);
        }
        size += length;
    }

    private void append(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    /** Returns the content. Must be called once, after the last byte was written. */
    InputStream content() throws IOException {
        return file == null
                ? new ByteArrayInputStream(memory.toByteArray())
                : Channels.newInputStream(file.position(0));
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
