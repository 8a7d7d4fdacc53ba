package io.pngx.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Detects the type from the content, as libmagic does. Ignores the type that the client declared (paperless-api.md §5).
 */
final class MimeSniffer {
    static final String UNKNOWN = "application/octet-stream";
    private static final Set<String> SUPPORTED =
            Set.of("application/pdf", "image/png", "image/jpeg", "image/tiff", "image/gif", "image/webp", "text/plain");
    private static final int LOOKED_AT = 8192;

    private MimeSniffer() {}

    static boolean isSupported(String mimeType) {
        return SUPPORTED.contains(mimeType);
    }

    static String type(Blob blob) {
        byte[] head = blob.head(LOOKED_AT);
        if (starts(head, "%PDF-")) {
            return "application/pdf";
        }
        if (starts(head, "\u0089PNG\r\n")) {
            return "image/png";
        }
        if (starts(head, "\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (starts(head, "II*\0") || starts(head, "MM\0*")) {
            return "image/tiff";
        }
        if (starts(head, "GIF8")) {
            return "image/gif";
        }
        if (starts(head, "RIFF")
                && head.length > 12
                && new String(head, 8, 4, StandardCharsets.ISO_8859_1).equals("WEBP")) {
            return "image/webp";
        }
        // libmagic does not treat a single character as text.
        return head.length > 1 && isText(head) ? "text/plain" : UNKNOWN;
    }

    private static boolean starts(byte[] head, String magic) {
        byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (head.length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (head[i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 27 && b != '\b') {
                return false;
            }
        }
        // Drops an incomplete character at the end, because the limit may have cut the character.
        int end = head.length;
        while (end > 0 && end > head.length - 4 && head.length == LOOKED_AT && head[end - 1] < 0) {
            end--;
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(head, 0, end));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
