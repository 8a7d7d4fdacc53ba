package io.pngx.controller.paperless;

import java.util.List;

/** A page of lookups; it has to be the only one. */
public record LookupPage(Long count, String next, List<Lookup> results) {
    public LookupPage {
        Shape.require(count != null && results != null, "a page of lookups (count, results)");
        Shape.require(next == null, "all lookups on one page");
    }
}
