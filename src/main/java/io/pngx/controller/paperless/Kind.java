package io.pngx.controller.paperless;

import java.util.Collection;
import java.util.stream.Collectors;

/** The five kinds of lookup. */
public enum Kind {
    TAG("tags", "tag"),
    CORRESPONDENT("correspondents", "correspondent"),
    DOCUMENT_TYPE("document_types", "document type"),
    STORAGE_PATH("storage_paths", "storage path"),
    CUSTOM_FIELD("custom_fields", "custom field");

    private final String path;
    private final String word;

    Kind(String path, String word) {
        this.path = path;
        this.word = word;
    }

    /** Returns the name in API paths and in the controller's database. */
    public String path() {
        return path;
    }

    /** Returns the filter of {@code /api/documents/} for documents that use a lookup. */
    public String documentFilter(long id) {
        return switch (this) {
            case TAG -> "tags__id__all=" + id;
            case CORRESPONDENT -> "correspondent__id=" + id;
            case DOCUMENT_TYPE -> "document_type__id=" + id;
            case STORAGE_PATH -> "storage_path__id=" + id;
            case CUSTOM_FIELD -> "custom_fields__id__all=" + id;
        };
    }

    /** Returns the filter of {@code /api/documents/} for documents that use at least one of the lookups. */
    public String documentFilter(Collection<Long> ids) {
        return documentKey() + "__id__in=" + ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Returns the key of a document that holds lookups of this kind. */
    public String documentKey() {
        return this == TAG || this == CUSTOM_FIELD ? path : path.substring(0, path.length() - 1);
    }

    /** Returns the name for messages. */
    public String word() {
        return word;
    }

    public static Kind ofPath(String path) {
        for (Kind kind : values()) {
            if (kind.path.equals(path)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("Unknown kind of lookup: " + path);
    }
}
