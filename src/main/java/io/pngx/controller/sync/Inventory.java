package io.pngx.controller.sync;

import java.time.Instant;
import java.util.function.LongPredicate;

/**
 * The documents of the master at the time of its inventory.
 *
 * @param live tests whether a document is in the inventory
 * @param at the master's clock just before the inventory
 * @param leftOut tests whether the rules exclude a document on the replica in question
 */
public record Inventory(LongPredicate live, Instant at, LongPredicate leftOut) {
    public Inventory(LongPredicate live, Instant at) {
        this(live, at, id -> false);
    }

    /** An unknown inventory: no document counts as gone. */
    public static final Inventory UNKNOWN = new Inventory(id -> true, Instant.EPOCH);

    /**
     * @return whether a linked document left the master, so that no run waits for it. A link that is newer than the
     *     inventory proves nothing, since its document may be newer too
     * @param modified when the document with the link was modified; null: unknown
     */
    boolean lacks(long masterId, Instant modified) {
        return !live.test(masterId) && modified != null && !modified.isAfter(at);
    }

    /** @return whether the document is not for this replica, so that no run waits for it */
    boolean isLeftOut(long masterId) {
        return leftOut.test(masterId);
    }
}
