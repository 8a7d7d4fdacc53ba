package io.pngx.controller.paperless;

import io.pngx.controller.text.LowerCase;
import java.util.Set;
import java.util.regex.Pattern;

/** Classifies API calls, so that metrics can count calls without ids in their labels. */
public enum Operation {
    IDENTIFY("GET", "/api/ui_settings/"),
    READ_LOOKUPS("GET", "/api/(tags|correspondents|document_types|storage_paths|custom_fields|users|groups)/.*"),
    LIST_DOCUMENTS("GET", "/api/documents/"),
    READ_DOCUMENT("GET", "/api/documents/\\d+/"),
    CHECK_FILE("HEAD", "/api/documents/\\d+/preview/"),
    READ_FILE("GET", "/api/documents/\\d+/(preview|download|thumb)/"),
    WRITE_LOOKUP("POST|PATCH|DELETE", "/api/(tags|correspondents|document_types|storage_paths|custom_fields)/.*"),
    UPDATE_DOCUMENT("PATCH", "/api/documents/\\d+/"),
    DELETE_DOCUMENT("DELETE", "/api/documents/\\d+/"),
    UPLOAD("POST", "/api/documents/(post_document|\\d+/update_version)/"),
    TASKS("GET|POST", "/api/tasks/.*"),
    WRITE_NOTE("POST|DELETE", "/api/documents/\\d+/notes/"),
    CHANGE_VERSION("PATCH|DELETE", "/api/documents/\\d+/versions/\\d+/"),
    TRASH("GET|POST", "/api/trash/"),
    OTHER("", "");

    private final Set<String> methods;
    private final Pattern paths;

    Operation(String methods, String paths) {
        this.methods = Set.of(methods.split("\\|"));
        this.paths = Pattern.compile(paths);
    }

    /** @param path the path of the API, without base path and query */
    public static Operation of(String method, String path) {
        for (Operation operation : values()) {
            if (operation.methods.contains(method)
                    && operation.paths.matcher(path).matches()) {
                return operation;
            }
        }
        return OTHER;
    }

    /** Returns whether the controller sends calls of this kind to the master. */
    public boolean ofMaster() {
        return compareTo(WRITE_LOOKUP) < 0 || this == OTHER;
    }

    /**
     * Returns whether the call transfers the file of a document. The time of such a call depends on the size of the
     * file.
     */
    boolean movesFile() {
        return this == READ_FILE || this == UPLOAD;
    }

    /** Returns the label in metrics, for example {@code read_document}. */
    public String word() {
        return LowerCase.of(this);
    }
}
