package io.pngx.controller.store;

/** Cause for which a deletion is held. */
public enum DeletionCause {
    /** A rule no longer selects the document. The tombstone stores the rule instead of a cause. */
    RULE,
    NOT_IN_TRASH,
    LIMIT,
    SETTING,
    EARLIER,
    OTHER
}
