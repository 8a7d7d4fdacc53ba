package io.pngx.controller.store;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Maps the id of each mapped document to the id of its copy on one replica. Unmodifiable. Two arrays need a tenth of
 * the memory of a hash map, which matters for 100,000 documents.
 */
public final class CopyIds extends AbstractMap<Long, Long> {
    private final long[] masterIds;
    private final long[] replicaIds;
    private long[] sortedReplicaIds;

    private CopyIds(long[] masterIds, long[] replicaIds) {
        this.masterIds = masterIds;
        this.replicaIds = replicaIds;
    }

    /**
     * @param masterIds JSON array of numbers, ascending
     * @param replicaIds JSON array with the id of each copy
     */
    static CopyIds parse(String masterIds, String replicaIds) {
        return new CopyIds(numbers(masterIds), numbers(replicaIds));
    }

    /**
     * Parses the JSON array directly. A JSON parser would create an object for each id, and the array may have 100,000
     * ids.
     */
    private static long[] numbers(String array) {
        int last = array.length() - 1;
        long[] numbers = new long[1];
        int size = 0;
        for (int at = 1; at < last; at++) {
            char letter = array.charAt(at);
            if (letter == ',') {
                size++;
                if (size == numbers.length) {
                    numbers = Arrays.copyOf(numbers, size * 2);
                }
            } else {
                numbers[size] = numbers[size] * 10 + letter - '0';
            }
        }
        return Arrays.copyOf(numbers, last > 1 ? size + 1 : 0);
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

    /** @return whether the document of the master has a copy */
    public boolean isMapped(long masterId) {
        return Arrays.binarySearch(masterIds, masterId) >= 0;
    }

    private int indexOf(Object masterId) {
        return masterId instanceof Long id ? Arrays.binarySearch(masterIds, id) : -1;
    }

    /** Returns the ids of the mapped documents, ascending. */
    public LongStream masterIds() {
        return Arrays.stream(masterIds);
    }

    /** Returns the ids of the copies, in the order of their documents. */
    LongStream replicaIds() {
        return Arrays.stream(replicaIds);
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
