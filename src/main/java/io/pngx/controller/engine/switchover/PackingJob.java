package io.pngx.controller.engine.switchover;

import io.pngx.controller.store.ReturnedDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipOutputStream;

/** Job of one ZIP file with the documents that are left behind on an old master. */
public final class PackingJob {
    private static final int BUFFER = 64 * 1024;

    private final long switchoverId;
    private final String host;
    private final PipedInputStream pipe = new PipedInputStream(BUFFER);
    private final PipedOutputStream out;
    private final ZipOutputStream zip;
    private final List<String> unread = new ArrayList<>();
    private volatile Throwable failure;

    PackingJob(long switchoverId, String host) {
        this.switchoverId = switchoverId;
        this.host = host;
        try {
            this.out = new PipedOutputStream(pipe);
        } catch (IOException e) {
            throw new IllegalStateException(e); // never happens: a new pipe is not connected yet
        }
        this.zip = new ZipOutputStream(out);
    }

    /** A document to pack. */
    public record File(PackingJob job, ReturnedDocument document) {
        public String getHost() {
            return job.host;
        }

        public long getDocumentId() {
            return document.documentId();
        }
    }

    long switchoverId() {
        return switchoverId;
    }

    ZipOutputStream zip() {
        return zip;
    }

    /** Records a file that could not be read, as a line of {@code not-read.csv}. */
    void unread(String line) {
        unread.add(line);
    }

    List<String> unread() {
        return unread;
    }

    /** Ends the ZIP file. After a failure, the reader gets an exception instead of a ZIP file that seems complete. */
    void ended(Throwable why) {
        failure = why;
        try (PipedOutputStream end = out) {
            if (why == null) {
                zip.close();
            }
        } catch (IOException e) {
            failure = why == null ? e : why;
        }
    }

    /** Returns the bytes of the ZIP file. Closing the stream ends the job. */
    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return checked(pipe.read());
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return checked(pipe.read(into, offset, length));
            }

            private int checked(int read) throws IOException {
                if (read < 0 && failure != null) {
                    throw new IOException("The ZIP file is incomplete: " + failure.getMessage());
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                pipe.close();
            }
        };
    }
}
