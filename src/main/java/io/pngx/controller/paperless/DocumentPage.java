package io.pngx.controller.paperless;

import java.util.Arrays;
import java.util.List;

/**
 * A page of {@code GET /api/documents/}.
 *
 * @param count the number of all matches, not only those of this page
 * @param all   the ids of all matches (API version 9, paperless-api.md §2.1)
 */
public record DocumentPage(Long count, List<Document> results, long[] all) {
    public DocumentPage {
        Shape.requireRows(count, results, "a page of documents");
        Shape.require(
                all == null
                        || Arrays.stream(all).allMatch(id -> id > 0)
                                && Arrays.stream(all).distinct().count() == all.length,
                "a list of ids (all)");
    }

    /**
     * Returns the ids of all matches.
     *
     * @throws PaperlessException where their number is not that of the matches, so that they can't be trusted
     */
    public long[] ids() {
        if (all == null || all.length != count) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    null,
                    "counts " + count + " documents but lists " + (all == null ? "no ids" : all.length + " ids")
                            + "; nothing is concluded from an incomplete inventory.");
        }
        return all;
    }
}
