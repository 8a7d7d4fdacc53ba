package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Comparator;
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
 * @param whole       nothing was left out that a copy of it needs; made from the others
 */
public record Document(
        long id,
        String title,
        String content,
        String created,
        String modified,
        String added,
        @JsonDeserialize(using = RequiredNullable.class) Long correspondent,
        @JsonDeserialize(using = RequiredNullable.class) Long documentType,
        @JsonDeserialize(using = RequiredNullable.class) Long storagePath,
        List<Long> tags,
        @JsonDeserialize(using = RequiredNullable.class) Long archiveSerialNumber,
        @JsonDeserialize(using = RequiredNullable.class) Long owner,
        Permissions permissions,
        String originalFileName,
        String mimeType,
        List<CustomFieldValue> customFields,
        List<Version> versions,
        List<Note> notes,
        Boolean whole) {

    /** One file of a v3 document; its checksum is a SHA-256. */
    public record Version(long id, String checksum, boolean isRoot, String versionLabel) {
        private static final Pattern CHECKSUM = Pattern.compile("\\p{XDigit}{32,64}");

        public Version {
            // Taken for another file's, the bytes would be sent a second time.
            Shape.require(
                    id > 0 && checksum != null && CHECKSUM.matcher(checksum).matches(),
                    "a version of a document (id, checksum)");
        }
    }

    /**
     * A note (paperless-api.md §8).
     *
     * @param note    its text, kept to the letter
     * @param created in the server's own time zone
     * @param user    its author; null where that user is gone
     */
    public record Note(long id, String note, String created, Author user) {
        /** Who wrote it. */
        public record Author(String username) {}

        public Note {
            Shape.require(id > 0 && note != null, "a note (id, note)");
        }
    }

    public Document {
        Shape.require(id > 0, "a document (id)");
        Shape.time(modified, "a document's time of change");
        Shape.time(added, "a document's time of adding");
        whole = title != null
                && created != null
                && tags != null
                && permissions != null
                && customFields != null
                && notes != null
                && !RequiredNullable.NOTHING.equals(correspondent)
                && !RequiredNullable.NOTHING.equals(documentType)
                && !RequiredNullable.NOTHING.equals(storagePath)
                && !RequiredNullable.NOTHING.equals(archiveSerialNumber)
                && !RequiredNullable.NOTHING.equals(owner);
        correspondent = RequiredNullable.orNull(correspondent);
        documentType = RequiredNullable.orNull(documentType);
        storagePath = RequiredNullable.orNull(storagePath);
        archiveSerialNumber = RequiredNullable.orNull(archiveSerialNumber);
        owner = RequiredNullable.orNull(owner);
        tags = tags == null ? List.of() : List.copyOf(tags);
        customFields = customFields == null ? List.of() : List.copyOf(customFields);
        versions = versions == null ? List.of() : List.copyOf(versions);
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /**
     * For answers about one document.
     *
     * @param asked the id that was asked for
     * @throws PaperlessException where the answer is about another one: its copy would stand for that one, and the document be sent again
     */
    public Document requireId(long asked) {
        if (id != asked) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    null,
                    "answered with document " + id + " when it was asked for document " + asked
                            + "; nothing is done with it. Look at what stands between here and paperless-ngx.");
        }
        return this;
    }

    /**
     * For answers by which a document is written.
     *
     * @throws PaperlessException where something was left out: what is not said would be taken away from its copy, or shown to everyone
     */
    public Document requireWhole() {
        Shape.require(whole, "a whole document (title, created, owner, permissions, tags, custom_fields, notes ...)");
        return this;
    }

    /** Its files, oldest first; none where the instance is a v2, which keeps one and does not show its checksum. */
    public List<Version> files() {
        return versions.stream().sorted(Comparator.comparingLong(Version::id)).toList();
    }

    /** The file that it shows; null on v2. */
    public Version newestFile() {
        return versions.stream().max(Comparator.comparingLong(Version::id)).orElse(null);
    }

    /** Null where the answer had none. */
    public Instant modifiedAt() {
        return Shape.time(modified, "a document's time of change");
    }

    /** Null where the answer had none. */
    public Instant addedAt() {
        return Shape.time(added, "a document's time of adding");
    }

    /** @throws PaperlessException where the answer had none: by that time a library is known */
    public Instant requireAdded() {
        Shape.require(added != null, "a document with its time of adding");
        return addedAt();
    }

    /** The same where the text is not carried. */
    public Document withoutContent() {
        return new Document(
                id,
                title,
                null,
                created,
                modified,
                added,
                correspondent,
                documentType,
                storagePath,
                tags,
                archiveSerialNumber,
                owner,
                permissions,
                originalFileName,
                mimeType,
                customFields,
                versions,
                notes,
                whole);
    }

    /** The checksum of the newest file, as v3 lists it; null on v2. */
    public String newestChecksum() {
        return versions.isEmpty() ? null : newestFile().checksum();
    }
}
