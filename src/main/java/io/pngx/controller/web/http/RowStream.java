package io.pngx.controller.web.http;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongFunction;

/** Streams many rows as text. Reads one page at a time from the database while the client receives the rows. */
public final class RowStream extends InputStream {
    private final String separator;
    private final String end;
    private final LongFunction<Part> pages;
    private byte[] text;
    private int at;
    private long after;
    private boolean first = true;
    private boolean done;

    /** @param lastId the next page begins after this id */
    public record Part(List<String> rows, long lastId) {}

    /** @param pages returns the rows after an id; if it returns no rows, the stream ends */
    public RowStream(String begin, String separator, String end, LongFunction<Part> pages) {
        this.text = begin.getBytes(StandardCharsets.UTF_8);
        this.separator = separator;
        this.end = end;
        this.pages = pages;
    }

    @Override
    public int read() {
        return filled() ? text[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int some = Math.min(length, text.length - at);
        System.arraycopy(text, at, into, offset, some);
        at += some;
        return some;
    }

    private boolean filled() {
        while (at == text.length && !done) {
            Part part = pages.apply(after);
            after = part.lastId();
            done = part.rows().isEmpty();
            String rows = String.join(separator, part.rows());
            text = (done ? end : first ? rows : separator + rows).getBytes(StandardCharsets.UTF_8);
            first = false;
            at = 0;
        }
        return at < text.length;
    }
}
