package io.pngx.controller.store;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Holds the document ids of all copies of a replica, by the master id. Unmodifiable. Two arrays need a tenth of the
 * memory of a hash map, which matters for 100,000 documents.
 */
public final class CopyIds extends AbstractMap<Long, Long> {
    private final long[] masterIds;
    private final long[] replicaIds;
    private long[] sortedReplicaIds;

    private CopyIds(long[] masterIds, long[] replicaIds) {
        this.masterIds = masterIds;
        this.replicaIds = replicaIds;
    }

    /** @param pairs {@code 1:1001,2:1002}, ascending by the master id */
    static CopyIds parse(String pairs) {
        int size = (int) pairs.chars().filter(letter -> letter == ':').count();
        long[] masterIds = new long[size];
        long[] replicaIds = new long[size];
        int at = 0;
        for (int i = 0; i < size; i++) {
            int colon = pairs.indexOf(':', at);
            int comma = pairs.indexOf(',', colon);
            int end = comma < 0 ? pairs.length() : comma;
            masterIds[i] = Long.parseLong(pairs, at, colon, 10);
            replicaIds[i] = Long.parseLong(pairs, colon + 1, end, 10);
            at = end + 1;
        }
        return new CopyIds(masterIds, replicaIds);
    }

    @Override
    public int size() {
        return masterIds.length;
    }

    @Override
    public boolean containsKey(Object masterId) {
        return indexOf(masterId) >= 0;
    }

    @Override
    public Long get(Object masterId) {
        int index = indexOf(masterId);
        return index < 0 ? null : replicaIds[index];
    }

    private int indexOf(Object masterId) {
        return masterId instanceof Long id ? Arrays.binarySearch(masterIds, id) : -1;
    }

    /** @return whether the document of the replica is a copy */
    public boolean isCopy(long replicaDocId) {
        if (sortedReplicaIds == null) {
            sortedReplicaIds = replicaIds.clone();
            Arrays.sort(sortedReplicaIds);
        }
        return Arrays.binarySearch(sortedReplicaIds, replicaDocId) >= 0;
    }

    @Override
    public boolean containsValue(Object replicaDocId) {
        return replicaDocId instanceof Long id && isCopy(id);
    }

    @Override
    public Set<Entry<Long, Long>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<Long, Long>> iterator() {
                return IntStream.range(0, masterIds.length)
                        .mapToObj(i -> Map.entry(masterIds[i], replicaIds[i]))
                        .iterator();
            }

            @Override
            public int size() {
                return masterIds.length;
            }
        };
    }
}
