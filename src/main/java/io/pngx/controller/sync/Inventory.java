package io.pngx.controller.sync;

import java.time.Instant;
import java.util.function.LongPredicate;

/**
 * The documents of the master at the time of one inventory.
 *
 * @param live tests whether the master has a document
 * @param at the master's clock just before the inventory
 * @param excluded tests whether the rules exclude a document from the replica
 */
public record Inventory(LongPredicate live, Instant at, LongPredicate excluded) {
    public Inventory(LongPredicate live, Instant at) {
        this(live, at, id -> false);
    }

    /** An unknown inventory, in which no document counts as missing. */
    public static final Inventory UNKNOWN = new Inventory(id -> true, Instant.EPOCH);

    /**
     * @return whether the linked document is missing on the master, so that no copy of it will follow. If the link is
     *     newer than the inventory, the linked document may be newer too, and does not count as missing
     * @param modified when the document with the link was modified; null: unknown
     */
    boolean lacks(long masterId, Instant modified) {
        return !live.test(masterId) && modified != null && !modified.isAfter(at);
    }

    /** @return whether the rules exclude the linked document, so that no copy of it will follow */
    boolean isExcluded(long masterId) {
        return excluded.test(masterId);
    }
}
