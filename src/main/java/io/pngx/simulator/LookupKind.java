package io.pngx.simulator;

/** The four kinds of lookups with matching rules and owners. */
public enum LookupKind {
    TAG("tags", "tag", "Tag", "tag"),
    CORRESPONDENT("correspondents", "correspondent", "Correspondent", "correspondent"),
    DOCUMENT_TYPE("document_types", "documenttype", "DocumentType", "document type"),
    STORAGE_PATH("storage_paths", "storagepath", "StoragePath", "storage path");

    final String path;
    final String model;
    final String className;
    final String title;

    LookupKind(String path, String model, String className, String title) {
        this.path = path;
        this.model = model;
        this.className = className;
        this.title = title;
    }
}
