package io.pngx.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a multipart body as a stream. Common decoders are not used, because they change file names that contain a
 * comma, a semicolon or an equals sign, and tests check such names.
 */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("[;\\s]name=\"((?:\\\\.|[^\"\\\\])*)\"|[;\\s]name=([^;\\s]+)");
    private static final Pattern FILE_NAME =
            Pattern.compile("[;\\s]filename=\"((?:\\\\.|[^\"\\\\])*)\"|[;\\s]filename=([^;\\s]+)");
    private static final Pattern FILE_NAME_EXT = Pattern.compile("[;\\s]filename\\*=(?i:utf-8)''([^;\\s]+)");

    final List<Map.Entry<String, String>> fields = new ArrayList<>();
    final List<Upload> uploads = new ArrayList<>();
    private final InputStream source;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private final byte[] delimiter;
    private final Path folder;

    private Multipart(InputStream in, String boundary, Path folder) {
        this.source = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.folder = folder;
    }

    static Multipart read(InputStream in, String contentType, Path folder) throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw Refusal.detail(400, "Multipart form parse error - Invalid boundary in multipart: None");
        }
        Multipart multipart = new Multipart(in, boundary.group(1), folder);
        multipart.readAll();
        return multipart;
    }

    private void readAll() throws IOException {
        // The first delimiter has no line break before it.
        for (int i = 2; i < delimiter.length; i++) {
            read();
        }
        while (nextPart()) {
            String headers = headers();
            String name = find(NAME, headers);
            Matcher extended = FILE_NAME_EXT.matcher(headers);
            String file = extended.find()
                    ? URLDecoder.decode(extended.group(1).replace("+", "%2B"), StandardCharsets.UTF_8)
                    : find(FILE_NAME, headers);
            if (file == null) {
                ByteArrayOutputStream value = new ByteArrayOutputStream();
                copyPart(value);
                fields.add(Map.entry(name, value.toString(StandardCharsets.UTF_8)));
            } else {
                try (Blob.Sink sink = new Blob.Sink(folder)) {
                    copyPart(sink);
                    uploads.add(new Upload(name, file, sink.blob()));
                }
            }
        }
    }

    /** Reads the characters after a delimiter: two dashes end the body, a line break starts a part. */
    private boolean nextPart() throws IOException {
        int first = read();
        int second = read();
        return first == '\r' && second == '\n';
    }

    private String headers() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int b = read();
            if (b < 0) {
                throw Refusal.detail(400, "Multipart form parse error - unexpected end");
            }
            text.write(b);
            boolean expected = b == (ends % 2 == 0 ? '\r' : '\n');
            ends = expected ? ends + 1 : b == '\r' ? 1 : 0;
        }
        return " " + text.toString(StandardCharsets.UTF_8).replace("\r\n", " ; ");
    }

    private static String find(Pattern pattern, String headers) {
        Matcher matcher = pattern.matcher(headers);
        if (!matcher.find()) {
            return null;
        }
        return matcher.group(1) != null ? matcher.group(1).replaceAll("\\\\([\"\\\\])", "$1") : matcher.group(2);
    }

    private int read() throws IOException {
        if (position == limit) {
            limit = Math.max(0, source.read(buffer));
            position = 0;
            if (limit == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }

    /**
     * Copies bytes up to the next delimiter. The first character of the delimiter does not occur again in the
     * delimiter, so counting the matched characters is enough.
     */
    private void copyPart(OutputStream out) throws IOException {
        int matched = 0;
        while (matched < delimiter.length) {
            if (matched == 0) {
                copyRun(out);
            }
            int b = read();
            if (b < 0) {
                throw Refusal.detail(400, "Multipart form parse error - unexpected end");
            }
            if (b == delimiter[matched]) {
                matched++;
                continue;
            }
            out.write(delimiter, 0, matched);
            matched = b == delimiter[0] ? 1 : 0;
            if (matched == 0) {
                out.write(b);
            }
        }
    }

    /**
     * Copies all buffered bytes before the next possible delimiter. Uses a single write, because a file can have a
     * gigabyte.
     */
    private void copyRun(OutputStream out) throws IOException {
        int from = position;
        while (position < limit && buffer[position] != delimiter[0]) {
            position++;
        }
        out.write(buffer, from, position - from);
    }
}
