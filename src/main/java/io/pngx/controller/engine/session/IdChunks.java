package io.pngx.controller.engine.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;

/** Splits ids into chunks. Each chunk is a value of the filter {@code id__in} that is short enough for one call. */
public final class IdChunks {
    /** The number of ids in one call. */
    public static final int SIZE = 250;

    private IdChunks() {}

    /** @return chunks of comma-separated ids, in ascending order */
    public static Iterator<String> of(Collection<Long> ids) {
        return queue(ids).iterator();
    }

    /** @return chunks of comma-separated ids, in ascending order */
    public static Queue<String> queue(Collection<Long> ids) {
        return lists(ids).stream()
                .map(chunk -> chunk.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** @return chunks of ids, in ascending order */
    public static List<List<Long>> lists(Collection<Long> ids) {
        List<Long> all = ids.stream().sorted().toList();
        List<List<Long>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += SIZE) {
            chunks.add(all.subList(from, Math.min(all.size(), from + SIZE)));
        }
        return chunks;
    }
}
