package io.pngx.controller.rules;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** The body of an answer to a rule, which has an end: in size and in time, and when the rule is called off. */
final class BoundedAnswer extends HttpEntityWrapper {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final HttpEntity entity;
    private final ExecRuntime connection;
    private InputStream content;

    private BoundedAnswer(HttpEntity entity, ExecRuntime connection) {
        super(entity);
        this.entity = entity;
        this.connection = connection;
    }

    static ClassicHttpResponse of(ClassicHttpResponse answer, ExecRuntime connection) {
        if (answer.getEntity() != null) {
            answer.setEntity(new BoundedAnswer(answer.getEntity(), connection));
        }
        return answer;
    }

    @Override
    public InputStream getContent() throws IOException {
        if (content == null) {
            content = new Bounded(entity.getContent(), connection);
        }
        return content;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = getContent()) {
            in.transferTo(out);
        }
    }

    private static final class Bounded extends FilterInputStream {
        private final ExecRuntime connection;
        private final long deadline = System.nanoTime() + LONGEST.toNanos();
        private long left = SizeLimit.LONGEST;

        Bounded(InputStream in, ExecRuntime connection) {
            super(in);
            this.connection = connection;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= Math.max(0, read);
            String why = left < 0
                    ? "The answer is longer than " + SizeLimit.LONGEST + " bytes"
                    : System.nanoTime() - deadline > 0
                            ? "The answer took longer than " + LONGEST.toSeconds() + " seconds"
                            : Thread.currentThread().isInterrupted() ? "The rule took too long for its answer" : null;
            if (why != null) {
                connection.discardEndpoint(); // to close it would read the rest
                throw new IOException(why);
            }
        }
    }
}
