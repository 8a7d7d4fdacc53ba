package io.pngx.controller.web.views;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param more position of the last row, for the address of the next page; null: this is the last page
 */
public record Page<T>(List<T> rows, String more) {
    /**
     * @param found at most {@code limit + 1} rows; a row beyond the limit only shows that there is a next page
     * @param position returns the position of a row, usually its id
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, ?> position) {
        boolean more = found.size() > limit;
        List<T> rows = more ? found.subList(0, limit) : found;
        return new Page<>(rows, more ? String.valueOf(position.apply(rows.get(limit - 1))) : null);
    }

    /** Returns this page with converted rows. */
    public <V> Page<V> map(Function<T, V> view) {
        return new Page<>(rows.stream().map(view).toList(), more);
    }
}
