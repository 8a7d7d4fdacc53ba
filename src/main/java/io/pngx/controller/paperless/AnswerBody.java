package io.pngx.controller.paperless;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

/**
 * Limits the size of an answer's body. Reads JSON and errors to the end or up to a limit. Passes a file on as a stream;
 * if the reader closes the stream early, the rest of the file is not read. The limits apply to unpacked bytes, because
 * an instance may compress a body although the gateway requests no compression.
 */
final class AnswerBody {
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
        response.setEntity(new InputStreamEntity(
                new FileBody(unpacked(entity)),
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
        try {
            InputStream in = unpacked(entity);
            byte[] some = new byte[8192];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                int fits = (int) Math.min(count, limit - whole.size());
                whole.write(some, fits);
                if (fits < count) {
                    disconnect.run();
                    if (!beginning) {
                        throw call.tooLong(limit);
                    }
                    break;
                }
            }
            response.setEntity(new InputStreamEntity(whole.content(), whole.size(), type(entity)));
        } catch (IOException | RuntimeException | Error e) {
            whole.close();
            throw e;
        }
    }

    private InputStream unpacked(HttpEntity entity) throws IOException {
        InputStream in = new Counted(entity.getContent());
        Header header = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        String encoding = header == null
                ? "identity"
                : String.valueOf(header.getValue()).strip().toLowerCase(Locale.ROOT);
        if (encoding.isEmpty() || encoding.equals("identity")) {
            return in;
        }
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
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
        private boolean whole;

        FileBody(InputStream in) {
            super(in);
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
                if (count < 0) {
                    whole = true;
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
