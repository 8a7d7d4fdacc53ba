package io.pngx.simulator;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text layer of a file: plain texts, and PDFs whose streams are not compressed. Images have no text without
 * OCR.
 */
final class DocumentText {
    private static final Pattern SHOWN = Pattern.compile("\\(((?:\\\\.|[^\\\\()])*)\\)\\s*Tj");
    private static final Pattern PAGE = Pattern.compile("/Type\\s*/Page(?![a-zA-Z])");

    private DocumentText() {}

    static String of(String mimeType, byte[] head) {
        if (mimeType.equals("text/plain")) {
            return new String(head, StandardCharsets.UTF_8).strip();
        }
        if (!mimeType.equals("application/pdf")) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        Matcher line = SHOWN.matcher(new String(head, StandardCharsets.ISO_8859_1));
        while (line.find()) {
            text.append(line.group(1).replaceAll("\\\\(.)", "$1")).append('\n');
        }
        return text.toString().strip();
    }

    static Integer pages(String mimeType, byte[] head) {
        if (!mimeType.equals("application/pdf")) {
            return null;
        }
        return (int) Math.max(
                1,
                PAGE.matcher(new String(head, StandardCharsets.ISO_8859_1))
                        .results()
                        .count());
    }
}
