package io.pngx.controller.paperless;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A document as the API shows it with {@code version=9} (paperless-api.md §2.3). Keys that {@code fields=} left out
 * are null.
 *
 * @param created     {@code YYYY-MM-DD}
 * @param modified    with the server's offset
 * @param permissions only with {@code full_perms=true}
 * @param versions    v3 only, newest first
 */
public record Document(long id, String title, String content, String created, String modified, String added,
        Long correspondent, Long documentType, Long storagePath, List<Long> tags, Long archiveSerialNumber,
        Long owner, Permissions permissions, String originalFileName,
        String mimeType, List<CustomFieldValue> customFields, List<Version> versions) {

    /** One file of a v3 document. */
    public record Version(long id, String checksum, boolean isRoot) {
        private static final Pattern CHECKSUM = Pattern.compile("\\p{XDigit}{32,64}");

        public Version {
            // Taken for another file's, the bytes would be sent a second time.
            Shape.require(id > 0 && checksum != null && CHECKSUM.matcher(checksum).matches(), "a version of a document (id, checksum)");
        }
    }

    public Document {
        Shape.require(id > 0, "a document (id)");
        Shape.time(modified, "a document's time of change");
        Shape.time(added, "a document's time of adding");
        tags = tags == null ? List.of() : List.copyOf(tags);
        customFields = customFields == null ? List.of() : List.copyOf(customFields);
        versions = versions == null ? List.of() : List.copyOf(versions);
    }

    /** Null where the answer had none. */
    public Instant modifiedAt() {
        return Shape.time(modified, "a document's time of change");
    }

    /** Null where the answer had none. */
    public Instant addedAt() {
        return Shape.time(added, "a document's time of adding");
    }
}
