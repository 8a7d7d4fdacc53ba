package io.pngx.controller.paperless;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/**
 * Limits the size of an answer's body. Reads JSON and errors to the end or up to a limit. Passes a file on as a stream;
 * if the reader closes the stream early, the rest of the file is not read. The limits apply to unpacked bytes, because
 * an instance may compress a body although the gateway requests no compression.
 */
final class AnswerBody {
    /** Maximum number of bytes that are read after the end of the content. */
    private static final int REST_BYTES = 8 << 10;

    private final ClassicHttpResponse response;
    private final ActiveCall call;
    private final CallLimits limits;
    private final Runnable disconnect;

    AnswerBody(ClassicHttpResponse response, ActiveCall call, CallLimits limits, Runnable disconnect) {
        this.response = response;
        this.call = call;
        this.limits = limits;
        this.disconnect = disconnect;
    }

    /**
     * Passes on the file of a document, without a size limit. The HTTP call lasts until the reader has read the whole
     * file or closes the stream.
     */
    void stream() throws IOException {
        HttpEntity entity = response.getEntity();
        InputStream packed = new Counted(entity.getContent());
        response.setEntity(new InputStreamEntity(
                new FileBody(unpacked(packed), packed),
                response.containsHeader(HttpHeaders.CONTENT_LENGTH) ? entity.getContentLength() : -1,
                type(entity)));
    }

    /**
     * Reads the whole body, so that the connection can be used again. If the body exceeds the limit, the connection is
     * closed.
     *
     * @param page true: the body is an HTML page, and only its beginning is read
     */
    void read(boolean page) throws IOException {
        HttpEntity entity = response.getEntity();
        boolean beginning = page || response.getCode() >= 300;
        long limit = beginning ? CallLimits.ERROR_BYTES : CallLimits.JSON_BYTES;
        SpooledBody whole = new SpooledBody(limits.folder());
        JsonNesting json = new JsonNesting();
        InputStream packed = new Counted(entity.getContent());
        try {
            if (copy(unpacked(packed), limit, whole, json)) {
                endPacked(packed);
            } else if (beginning) {
                disconnect.run();
            } else {
                throw call.tooLong(limit);
            }
            if (!beginning && json.isOpen()) {
                throw call.endedEarly(null);
            }
            response.setEntity(new InputStreamEntity(whole.content(), whole.size(), type(entity)));
        } catch (EOFException | ConnectionClosedException | MalformedChunkCodingException e) {
            whole.close();
            throw call.endedEarly(e);
        } catch (IOException | RuntimeException | Error e) {
            whole.close();
            throw e;
        }
    }

    /** Copies up to the limit. Returns whether the content was copied to its end. */
    private static boolean copy(InputStream in, long limit, SpooledBody whole, JsonNesting json) throws IOException {
        byte[] some = new byte[8192];
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            int fits = (int) Math.min(count, limit - whole.size());
            whole.write(some, fits);
            json.read(some, fits);
            if (fits < count) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads what follows the content, because the connection can be used again only after its last byte was read, and a
     * stream that unpacks stops before. If much follows, the connection is closed.
     *
     * @return whether the body was read to its end
     */
    private boolean endPacked(InputStream packed) throws IOException {
        boolean ended = packed.readNBytes(REST_BYTES).length < REST_BYTES;
        if (!ended) {
            disconnect.run();
        }
        return ended;
    }

    private InputStream unpacked(InputStream packed) throws IOException {
        Header header = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        String encoding = header == null
                ? "identity"
                : String.valueOf(header.getValue()).strip().toLowerCase(Locale.ROOT);
        if (encoding.isEmpty() || encoding.equals("identity")) {
            return packed;
        }
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        PushbackInputStream in = new PushbackInputStream(packed);
        int first = in.read();
        if (first < 0) {
            return in; // an empty body is not packed
        }
        in.unread(first);
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw call.unexpectedEncoding(encoding);
        };
    }

    private static ContentType type(HttpEntity entity) {
        return ContentType.parseLenient(entity.getContentType());
    }

    /** Counts the bytes that arrive. */
    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            call.moved(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            call.moved(Math.max(0, count));
            return count;
        }
    }

    /** Ends the call at the end of the file, or when the reader closes the stream. */
    private final class FileBody extends FilterInputStream {
        private final InputStream packed;
        private boolean ended;
        private boolean whole;

        FileBody(InputStream in, InputStream packed) {
            super(in);
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                int count = super.read(bytes, from, length);
                if (count < 0 && !ended) {
                    ended = true;
                    whole = endPacked(packed);
                    call.end();
                }
                return count;
            } catch (IOException e) {
                if (call.cutOff() != null) {
                    throw call.cutOff();
                }
                throw e;
            }
        }

        /** Closes the stream without reading the rest, which may be endless. */
        @Override
        public void close() throws IOException {
            call.end();
            if (!whole) {
                disconnect.run();
            } else {
                super.close();
            }
        }
    }
}
