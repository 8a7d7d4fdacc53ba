package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Builds the file name of an upload, which becomes the original file name on the replica (paperless-api.md §5).
 */
public final class FileNames {
    /**
     * Maximum length. The consumer puts {@code ._} in front of the name in its scratch folder, so a name of more than
     * 253 bytes fails with "File name too long".
     */
    static final int MAX_BYTES = 250;

    private static final Map<String, String> ENDINGS = Map.of(
            "application/pdf",
            ".pdf",
            "image/png",
            ".png",
            "image/jpeg",
            ".jpg",
            "image/tiff",
            ".tiff",
            "image/gif",
            ".gif",
            "image/webp",
            ".webp",
            "text/plain",
            ".txt",
            "text/csv",
            ".csv",
            "message/rfc822",
            ".eml");

    private FileNames() {}

    /** @return the original file name; if the document has none, a name made of title and type */
    public static String of(Document document) {
        String name = document.originalFileName() == null ? "" : clean(document.originalFileName());
        if (name.isBlank() || name.equals(".") || name.equals("..")) {
            String title = document.title() == null
                    ? ""
                    : clean(document.title().replaceAll("[/\\\\\\p{Cntrl}]", "_"))
                            .strip();
            name = (title.isEmpty() ? "document " + document.id() : title)
                    + ENDINGS.getOrDefault(String.valueOf(document.mimeType()), "");
        }
        return shortened(name);
    }

    /**
     * Cleans a name as Django does in a form: keeps the part after the last slash or backslash, and drops the
     * characters that are not printable according to Python.
     */
    private static String clean(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}&&[^ ]]", "");
    }

    private static String shortened(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= 10 ? name.substring(dot) : "";
        String stem = name.substring(0, name.length() - ending.length());
        while (bytes(stem) + bytes(ending) > MAX_BYTES) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem.strip() + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
