package io.pngx.controller.paperless;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

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
    }

    public Document {
        tags = tags == null ? List.of() : List.copyOf(tags);
        customFields = customFields == null ? List.of() : List.copyOf(customFields);
        versions = versions == null ? List.of() : List.copyOf(versions);
    }

    /** Null where the answer had none. */
    public Instant modifiedAt() {
        return instant(modified);
    }

    /** Null where the answer had none. */
    public Instant addedAt() {
        return instant(added);
    }

    /** The same where the text is not carried. */
    public Document withoutContent() {
        return new Document(id, title, null, created, modified, added, correspondent, documentType, storagePath, tags, archiveSerialNumber,
                owner, permissions, originalFileName, mimeType, customFields, versions);
    }

    /** The checksum of the newest file, as v3 lists it; null on v2. */
    public String newestChecksum() {
        return versions.isEmpty() ? null : versions.get(0).checksum();
    }

    private static Instant instant(String text) {
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }
}
