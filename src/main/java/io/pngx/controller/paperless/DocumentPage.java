package io.pngx.controller.paperless;

import java.util.List;

/**
 * A page of {@code GET /api/documents/}.
 *
 * @param count all matches, not only those of this page
 * @param all   the ids of all matches (API version 9, paperless-api.md §2.1)
 */
public record DocumentPage(Long count, List<Document> results, long[] all) {
    public DocumentPage {
        Shape.require(count != null && results != null, "a page of documents (count, results)");
    }
}
