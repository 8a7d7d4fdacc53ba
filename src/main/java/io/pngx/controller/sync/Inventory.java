package io.pngx.controller.sync;

import java.time.Instant;
import java.util.function.LongPredicate;

/**
 * Which documents the master had when its inventory was read.
 *
 * @param live is this document in it?
 * @param at   the master's clock just before it was read
 * @param leftOut do the rules leave this document out on the replica in question?
 */
public record Inventory(LongPredicate live, Instant at, LongPredicate leftOut) {
    public Inventory(LongPredicate live, Instant at) {
        this(live, at, id -> false);
    }

    /** Nothing is known: no document is taken for one that left. */
    public static final Inventory UNKNOWN = new Inventory(id -> true, Instant.EPOCH);

    /**
     * Has this document left the master, so that nobody need wait for it? What refers to it must be older than the
     * inventory; else it may be newer itself.
     *
     * @param modified of the document that refers to it; null: not known
     */
    boolean lacks(long masterId, Instant modified) {
        return !live.test(masterId) && modified != null && !modified.isAfter(at);
    }

    /** Nobody need wait for it: it is not for this replica. */
    boolean isLeftOut(long masterId) {
        return leftOut.test(masterId);
    }
}
