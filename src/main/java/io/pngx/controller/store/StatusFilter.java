package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import java.util.Set;

/** A filter of the lists of documents: one {@link DocumentStatus}, or several that users look for together. */
public enum StatusFilter {
    /**
     * Documents that are not in sync, except documents that a rule excludes and documents whose copy the user keeps.
     */
    NOT_IN_SYNC(
            DocumentStatus.PENDING,
            DocumentStatus.FAILED,
            DocumentStatus.HELD,
            DocumentStatus.CONTESTED,
            DocumentStatus.DIFFERS,
            DocumentStatus.DELETING),
    IN_SYNC(DocumentStatus.IN_SYNC),
    PENDING(DocumentStatus.PENDING),
    FAILED(DocumentStatus.FAILED),
    HELD(DocumentStatus.HELD),
    CONTESTED(DocumentStatus.CONTESTED),
    DIFFERS(DocumentStatus.DIFFERS),
    DELETING(DocumentStatus.DELETING),
    /** Documents that a rule excludes, with or without a copy. */
    EXCLUDED(DocumentStatus.EXCLUDED_NO_COPY, DocumentStatus.EXCLUDED_OLD_COPY),
    EXCLUDED_NO_COPY(DocumentStatus.EXCLUDED_NO_COPY),
    EXCLUDED_OLD_COPY(DocumentStatus.EXCLUDED_OLD_COPY),
    KEPT(DocumentStatus.KEPT);

    private final Set<DocumentStatus> statuses;

    StatusFilter(DocumentStatus... statuses) {
        this.statuses = Set.of(statuses);
    }

    /** Returns the statuses of the documents that this filter finds. */
    public Set<DocumentStatus> statuses() {
        return statuses;
    }

    /** Returns the filter as API and addresses name it, for example {@code not_in_sync}. */
    public String word() {
        return LowerCase.of(this);
    }
}
