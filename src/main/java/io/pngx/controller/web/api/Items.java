package io.pngx.controller.web.api;

import io.pngx.controller.web.views.Page;
import java.util.List;

/**
 * The form in which the API returns every list.
 *
 * @param next value of {@code after} for the next page; null: this is the last page
 * @param total number of rows on all pages
 */
record Items<T>(List<T> items, String next, long total) {
    static <T> Items<T> of(Page<T> page, long total) {
        return new Items<>(page.rows(), page.more(), total);
    }

    /** Returns a list that has only one page. */
    static <T> Items<T> all(List<T> items) {
        return new Items<>(items, null, items.size());
    }
}
