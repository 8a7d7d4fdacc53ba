package io.pngx.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A row of the document table. On v3 a newer version of a file is a row too, with {@code root} set; it is never
 * listed, and its bytes and text stand for the root's.
 */
final class DocumentRow {
    /** Given when the row is stored, so that a failed consumption uses up none. */
    int id;

    Integer root;
    /** Ever had a newer version; spares most documents the search for one. */
    boolean versioned;

    String versionLabel;
    /** Position among the versions when it was stored; part of the media file name. */
    int versionIndex;

    String title = "";
    String content = "";
    LocalDate created;
    Instant added;
    Instant modified;
    Instant deletedAt;
    /** Rows deleted together carry the same transaction and come back together. */
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
    /** The stored file is gone from disk although the row is there (paperless-api.md §10). */
    boolean fileLost;

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
            case TAG -> throw new IllegalArgumentException("tags are many");
        };
    }

    void setLookup(LookupKind kind, Integer id) {
        switch (kind) {
            case CORRESPONDENT -> correspondent = id;
            case DOCUMENT_TYPE -> documentType = id;
            case STORAGE_PATH -> storagePath = id;
            case TAG -> throw new IllegalArgumentException("tags are many");
        }
    }

    boolean uses(LookupKind kind, int id) {
        return kind == LookupKind.TAG ? tags.contains(id) : Integer.valueOf(id).equals(lookup(kind));
    }
}
