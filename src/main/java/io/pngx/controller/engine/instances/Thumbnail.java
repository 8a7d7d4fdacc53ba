package io.pngx.controller.engine.instances;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * The thumbnail of a document.
 *
 * @param type the media type, one of {@link #TYPES}
 */
public record Thumbnail(String type, byte[] picture) {
    /** Time limit for all steps from the request to the last byte. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The highest number of bytes of a thumbnail. paperless-ngx makes thumbnails of at most about 100 kB. */
    static final int LARGEST = 2 << 20;

    /** Allowed media types. SVG is not allowed, because an SVG file can contain scripts. */
    private static final Set<String> TYPES = Set.of("image/webp", "image/png", "image/jpeg", "image/gif");

    /** Names a document of an instance: the body of {@code direct:readThumbnail}, which returns its thumbnail. */
    public record Source(String host, long documentId) {}

    /** Reads the answer of an instance. */
    public static final class Reader {
        /** @throws IOException if the answer is no picture, is too large, or takes too long */
        public Thumbnail read(@Body InputStream answer, @Header(Exchange.CONTENT_TYPE) String contentType)
                throws IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            try (answer) {
                String type =
                        String.valueOf(contentType).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
                if (!TYPES.contains(type)) {
                    throw new IOException("The thumbnail is no picture of an allowed type.");
                }
                ByteArrayOutputStream picture = new ByteArrayOutputStream();
                byte[] some = new byte[8192];
                for (int count = answer.read(some); count >= 0; count = answer.read(some)) {
                    picture.write(some, 0, count);
                    if (picture.size() > LARGEST) {
                        throw new IOException("The thumbnail is too large.");
                    }
                    if (System.nanoTime() > end) {
                        throw new IOException("The thumbnail takes too long.");
                    }
                }
                if (picture.size() == 0) {
                    throw new IOException("The thumbnail is empty.");
                }
                return new Thumbnail(type, picture.toByteArray());
            }
        }
    }
}
