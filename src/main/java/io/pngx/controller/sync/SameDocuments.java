package io.pngx.controller.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares the documents that the master and the replica return for the same query. A document and its copy count as
 * the same document.
 */
public final class SameDocuments {
    /** The highest number of differing documents to collect. */
    public static final int LIMIT = 100;

    private final long[] master;
    private final long[] replica;
    private final List<Long> differing = new ArrayList<>();
    private final BitSet known = new BitSet();
    private long same;

    /**
     * @param master ids that the master lists; null: the master was not asked, so every document counts as listed
     * @param replica ids that the replica lists
     */
    public SameDocuments(long[] master, long[] replica) {
        this.master = master == null ? null : sorted(master);
        this.replica = sorted(replica);
    }

    private static long[] sorted(long[] ids) {
        long[] copy = ids.clone();
        Arrays.sort(copy);
        return copy;
    }

    /** Compares one document with its copy. */
    public void add(long masterId, long replicaDocId) {
        boolean there = Arrays.binarySearch(replica, replicaDocId) >= 0;
        boolean here = master == null || Arrays.binarySearch(master, masterId) >= 0;
        if (here && there) {
            same++;
        } else if (here != there && differing.size() < LIMIT) {
            differing.add(masterId);
        }
    }

    /** Records that a document of the master is known: mapped, waiting, or excluded by a rule. */
    public void known(long masterId) {
        int place = master == null ? -1 : Arrays.binarySearch(master, masterId);
        if (place >= 0) {
            known.set(place);
        }
    }

    /** Returns ids that the master lists and that were not recorded as known, up to the limit. */
    public List<Long> unknown() {
        return master == null
                ? List.of()
                : IntStream.range(0, master.length)
                        .filter(place -> !known.get(place))
                        .limit(LIMIT)
                        .mapToObj(place -> master[place])
                        .toList();
    }

    /** Returns the number of documents that both instances list. */
    public long same() {
        return same;
    }

    /** Returns the documents that only one instance lists, by their ids on the master, up to the limit. */
    public List<Long> differing() {
        return differing;
    }
}
