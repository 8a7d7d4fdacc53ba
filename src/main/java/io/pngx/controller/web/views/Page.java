package io.pngx.controller.web.views;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One page of a list.
 *
 * @param more id of the last row, which the address of the next page names; null: this is the last page
 */
public record Page<T>(List<T> rows, Long more) {
    /** @param found one row more than the page has, if there is a next page */
    static <T> Page<T> of(List<T> found, int limit, ToLongFunction<T> id) {
        boolean more = found.size() > limit;
        List<T> rows = more ? found.subList(0, limit) : found;
        return new Page<>(rows, more ? (Long) id.applyAsLong(rows.get(limit - 1)) : null);
    }
}
