package io.pngx.controller.engine.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Splits ids into chunks. Each chunk is a value of the filter {@code id__in} that is short enough for one call. */
public final class IdChunks {
    /** The number of ids in one call. */
    public static final int SIZE = 250;

    private IdChunks() {}

    /** @return chunks of comma-separated ids, in ascending order */
    public static Iterator<String> of(Collection<Long> ids) {
        return of(ids, SIZE);
    }

    /** @return chunks of comma-separated ids, at most {@code size} in each, in ascending order */
    public static Iterator<String> of(Collection<Long> ids, int size) {
        return texts(ids, size).iterator();
    }

    /** @return chunks of comma-separated ids, in ascending order */
    public static Queue<String> queue(Collection<Long> ids) {
        return texts(ids, SIZE).collect(Collectors.toCollection(ArrayDeque::new));
    }

    private static Stream<String> texts(Collection<Long> ids, int size) {
        return split(ids.stream().sorted().toList(), size).stream()
                .map(chunk -> chunk.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** @return chunks of ids, in ascending order */
    public static List<List<Long>> lists(Collection<Long> ids) {
        return split(ids.stream().sorted().toList(), SIZE);
    }

    /** @return the items in lists of at most {@code size} */
    public static <T> List<List<T>> split(List<T> items, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < items.size(); from += size) {
            chunks.add(items.subList(from, Math.min(items.size(), from + size)));
        }
        return chunks;
    }
}
