package io.pngx.controller.paperless;

import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.List;

/**
 * A page of {@code GET /api/documents/}.
 *
 * @param count the number of all matches, on all pages
 * @param all the ids of all matches (API version 9, paperless-api.md §2.1)
 */
public record DocumentPage(Long count, List<Document> results, long[] all) {
    public DocumentPage {
        Shape.requireRows(count, results, "a page of documents");
        Shape.require(all == null || areIds(all), "a list of ids under the key all");
    }

    private static boolean areIds(long[] all) {
        long[] sorted = all.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] <= 0 || i > 0 && sorted[i] == sorted[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the ids of all matches.
     *
     * @throws PaperlessException if the number of ids differs from the number of matches
     */
    public long[] ids() {
        if (all == null || all.length != count) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    Text.of(
                            all == null
                                    ? "counts {0} documents but lists no ids; the controller does not use an"
                                            + " incomplete list."
                                    : "counts {0} documents but lists {1} ids; the controller does not use an"
                                            + " incomplete list.",
                            String.valueOf(count),
                            all == null ? "" : String.valueOf(all.length)));
        }
        return all;
    }
}
