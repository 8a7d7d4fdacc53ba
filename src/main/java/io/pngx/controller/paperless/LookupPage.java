package io.pngx.controller.paperless;

import java.util.List;

/** A page of lookups. All lookups must be on one page. */
public record LookupPage(Long count, String next, List<Lookup> results) {
    public LookupPage {
        Shape.requireRows(count, results, "a page of lookups");
        Shape.require(next == null && count == results.size(), "all lookups on one page");
    }
}
