package io.pngx.controller.rules;

import io.pngx.controller.paperless.CallDeadline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Limits the size of an answer's body, and the time to read it. Ends the call if the rule's thread is interrupted. */
final class BoundedAnswer extends HttpEntityWrapper {
    private final HttpEntity entity;
    private final CallDeadline deadline;
    private InputStream content;

    private BoundedAnswer(HttpEntity entity, CallDeadline deadline) {
        super(entity);
        this.entity = entity;
        this.deadline = deadline;
    }

    static ClassicHttpResponse of(ClassicHttpResponse answer, CallDeadline deadline) {
        if (answer.getEntity() != null) {
            answer.setEntity(new BoundedAnswer(answer.getEntity(), deadline));
        }
        return answer;
    }

    @Override
    public InputStream getContent() throws IOException {
        if (content == null) {
            content = new Bounded(entity.getContent(), deadline);
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
        private final CallDeadline deadline;
        private long left = SizeLimit.MAX_SIZE;

        Bounded(InputStream in, CallDeadline deadline) {
            super(in);
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = super.read(bytes, offset, length);
                count(read);
                return read;
            } finally {
                deadline.check();
            }
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                deadline.close();
            }
        }

        private void count(int read) throws IOException {
            left -= Math.max(0, read);
            String why = left < 0
                    ? "The answer to an HTTP call is longer than " + SizeLimit.MAX_SIZE + " bytes"
                    : Thread.currentThread().isInterrupted() ? "The rule took too long to read the answer" : null;
            if (why != null) {
                deadline.disconnect();
                throw new IOException(why);
            }
        }
    }
}
