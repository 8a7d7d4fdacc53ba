package io.pngx.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A row of the document table. On v3, each newer version of a file is also a row, with {@code root} set. Lists contain
 * no rows of versions. The root shows the bytes and the text of its newest version.
 */
final class DocumentRow {
    /** Assigned when the row is stored, so that a failed consumption uses no id. */
    int id;

    Integer root;
    /**
     * True if the document ever had a newer version. Most documents have no newer version, and need no search for
     * versions.
     */
    boolean versioned;

    String versionLabel;
    /** Position among the versions at the time when this version was stored; part of the media file name. */
    int versionIndex;

    String title = "";
    String content = "";
    LocalDate created;
    Instant added;
    Instant modified;
    Instant deletedAt;
    /** Transaction that deleted the row. Rows that were deleted in one transaction are restored together. */
    Integer deletedIn;

    Long asn;
    String originalFileName;
    String mimeType;
    Integer pageCount;
    Integer correspondent;
    Integer documentType;
    Integer storagePath;
    final Set<Integer> tags = new TreeSet<>();
    Integer owner;
    final Grants grants = new Grants();
    final List<FieldValue> fields = new ArrayList<>();
    final List<NoteRow> notes = new ArrayList<>();
    Blob file;
    Blob archive;
    /** True: the stored file is missing on disk although the row exists (paperless-api.md §10). */
    boolean fileLost;
    /** True: the file was missing during the upgrade to v3, so the row still has the MD5 (paperless-api.md §4). */
    boolean keepsMd5;

    Instant thumbnailed;

    boolean isLive() {
        return deletedAt == null;
    }

    boolean isRoot() {
        return root == null;
    }

    FieldValue field(int id) {
        return fields.stream().filter(value -> value.field == id).findFirst().orElse(null);
    }

    Integer lookup(LookupKind kind) {
        return switch (kind) {
            case CORRESPONDENT -> correspondent;
            case DOCUMENT_TYPE -> documentType;
            case STORAGE_PATH -> storagePath;
            case TAG -> throw new IllegalArgumentException("a document can have several tags");
        };
    }

    void setLookup(LookupKind kind, Integer id) {
        switch (kind) {
            case CORRESPONDENT -> correspondent = id;
            case DOCUMENT_TYPE -> documentType = id;
            case STORAGE_PATH -> storagePath = id;
            case TAG -> throw new IllegalArgumentException("a document can have several tags");
        }
    }

    boolean uses(LookupKind kind, int id) {
        return kind == LookupKind.TAG ? tags.contains(id) : Integer.valueOf(id).equals(lookup(kind));
    }
}
