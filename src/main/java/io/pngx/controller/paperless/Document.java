package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A document as the API returns it with {@code version=9} (paperless-api.md §2.3). If a request omits keys with
 * {@code fields=}, their values are null or empty.
 *
 * @param created date of the document, {@code YYYY-MM-DD}
 * @param modified time of the last change, with the server's offset
 * @param permissions null unless the request has {@code full_perms=true}
 * @param versions versions of the file; empty on v2
 * @param whole whether the answer had every key that a copy needs; computed by the constructor
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

    /** A version of a v3 document's file; the checksum is a SHA-256. */
    public record Version(long id, String checksum, boolean isRoot, String versionLabel) {
        private static final Pattern CHECKSUM = Pattern.compile("\\p{XDigit}{32,64}");

        public Version {
            // An invalid checksum is refused, because a wrong checksum would cause a second upload of the same bytes.
            Shape.require(
                    id > 0 && checksum != null && CHECKSUM.matcher(checksum).matches(),
                    "a version of a document with id and checksum");
        }
    }

    /**
     * A note (paperless-api.md §8).
     *
     * @param note the text, unchanged
     * @param created the time in the server's own time zone
     * @param user the author; null if that user was deleted
     */
    public record Note(long id, String note, String created, Author user) {
        /** The author of a note. */
        public record Author(String username) {}

        public Note {
            Shape.require(id > 0 && note != null, "a note with id and note");
        }
    }

    public Document {
        Shape.require(id > 0, "a document with an id");
        Shape.time(modified, "a document's time of change");
        Shape.time(added, "the time at which a document was added");
        whole = title != null
                && created != null
                && tags != null
                && permissions != null
                && customFields != null
                && notes != null
                && !RequiredNullable.ABSENT.equals(correspondent)
                && !RequiredNullable.ABSENT.equals(documentType)
                && !RequiredNullable.ABSENT.equals(storagePath)
                && !RequiredNullable.ABSENT.equals(archiveSerialNumber)
                && !RequiredNullable.ABSENT.equals(owner);
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
     * Returns this document if it is the requested one.
     *
     * @param expected the id in the request
     * @throws PaperlessException if the answer has another id, because a mapping to another document would cause a
     *     second upload
     */
    public Document requireId(long expected) {
        if (id != expected) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    Text.of(
                            "was asked for document {0}, but answered with document {1}. The controller ignores this"
                                    + " answer. Check the proxy in front of paperless-ngx.",
                            String.valueOf(expected), String.valueOf(id)));
        }
        return this;
    }

    /**
     * Returns this document if the answer is complete, so that a copy can be written from it.
     *
     * @throws PaperlessException if a value is missing, because the copy would lose the value, or be shown to everyone
     */
    public Document requireWhole() {
        Shape.require(
                whole, "a complete document with title, created, owner, permissions, tags, custom_fields, notes ...");
        return this;
    }

    /** Returns the versions of the file, oldest first; empty on v2, which keeps only one version. */
    public List<Version> files() {
        return versions.stream().sorted(Comparator.comparingLong(Version::id)).toList();
    }

    /** Returns the newest version of the file; null on v2. paperless-ngx shows this version. */
    public Version newestFile() {
        return versions.stream().max(Comparator.comparingLong(Version::id)).orElse(null);
    }

    /** Returns the id of the only file; null if the document has several versions. On v2, the id of the document. */
    public Long onlyFileId() {
        return versions.size() > 1
                ? null
                : Long.valueOf(versions.isEmpty() ? id : newestFile().id());
    }

    /** Returns the time of the last change; null if the answer had none. */
    public Instant modifiedAt() {
        return Shape.time(modified, "a document's time of change");
    }

    /** Returns the time when the document was added; null if the answer had none. */
    public Instant addedAt() {
        return Shape.time(added, "the time at which a document was added");
    }

    /**
     * Returns the time when the document was added.
     *
     * @throws PaperlessException if the answer had no such time, because the identity check compares these times
     */
    public Instant requireAdded() {
        Shape.require(added != null, "a document with its time of adding");
        return addedAt();
    }

    /** Returns this document without its content, for replicas that get no content. */
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

    /** Returns the checksum of the newest version of the file; null on v2. */
    public String newestChecksum() {
        return versions.isEmpty() ? null : newestFile().checksum();
    }
}
