package io.pngx.simulator;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of stored files and of downloads (paperless-api.md §4). */
final class FileNames {
    private static final Map<String, String> EXTENSIONS = Map.of(
            "application/pdf",
            ".pdf",
            "text/plain",
            ".txt",
            "image/png",
            ".png",
            "image/jpeg",
            ".jpg",
            "image/tiff",
            ".tiff",
            "image/gif",
            ".gif",
            "image/webp",
            ".webp");

    private final Instance instance;

    FileNames(Instance instance) {
        this.instance = instance;
    }

    static String extension(String mimeType) {
        return EXTENSIONS.getOrDefault(mimeType, ".bin");
    }

    /** Returns {@code 2024-05-01 Sender Title.pdf}, without characters that file systems do not allow. */
    String publicName(DocumentRow row, String extension) {
        LookupRow correspondent = row.correspondent == null
                ? null
                : instance.lookups(LookupKind.CORRESPONDENT).get(row.correspondent);
        String name = row.created + " " + (correspondent == null ? "" : correspondent.name + " ") + row.title;
        return name.replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", "-") + extension;
    }

    /** Returns both forms of the name of a download: plain ASCII and RFC 5987. */
    static String disposition(String kind, String name) {
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("[^\\x20-\\x7e]", "")
                .replace(",", "_");
        return kind + "; filename=\"" + ascii + "\"; filename*=utf-8''" + percent(name);
    }

    private static String percent(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : Normalizer.normalize(name, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_.-~/".indexOf(c) >= 0);
            text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }

    /** Returns the name in the media folder. A storage path is a template with values of the document. */
    String media(DocumentRow row, String extension) {
        DocumentRow root = instance.rootOf(row);
        String suffix = row.isRoot() ? "" : "_v" + row.versionIndex;
        LookupRow path = root.storagePath == null
                ? null
                : instance.lookups(LookupKind.STORAGE_PATH).get(root.storagePath);
        String stem = path == null ? String.format("%07d", root.id) : render(path.path, root);
        return stem + suffix + extension;
    }

    private String render(String template, DocumentRow row) {
        Matcher variable = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}").matcher(template);
        return variable.replaceAll(found -> Matcher.quoteReplacement(
                switch (found.group(1)) {
                    case "title" -> row.title.replace("/", "-");
                    case "created_year" -> String.valueOf(row.created.getYear());
                    case "created_month" -> String.format("%02d", row.created.getMonthValue());
                    case "created_day" -> String.format("%02d", row.created.getDayOfMonth());
                    case "correspondent" -> name(LookupKind.CORRESPONDENT, row.correspondent);
                    case "document_type" -> name(LookupKind.DOCUMENT_TYPE, row.documentType);
                    default -> "none";
                }));
    }

    private String name(LookupKind kind, Integer id) {
        return id == null ? "none" : instance.lookups(kind).get(id).name;
    }
}
