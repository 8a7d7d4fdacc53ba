package io.pngx.controller.store;

import java.util.Arrays;
import java.util.List;

/** Cause for which a deletion is held. */
public enum DeletionCause {
    /** A rule no longer selects the document. The tombstone names the rule. */
    RULE,
    NOT_IN_TRASH,
    LIMIT,
    SETTING,
    EARLIER,
    OTHER;

    /**
     * Returns the causes that tombstones store: all except {@link #RULE}, which is the cause of each tombstone with a
     * rule.
     */
    static List<DeletionCause> stored() {
        return Arrays.stream(values()).filter(cause -> cause != RULE).toList();
    }
}
