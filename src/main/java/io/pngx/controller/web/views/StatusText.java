package io.pngx.controller.web.views;

import io.pngx.controller.store.StatusFilter;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.stream.Stream;

/** Names and explains the status of a document, and the filters by status, for the pages. */
final class StatusText {
    static final List<String> FILTERS =
            Stream.of(StatusFilter.values()).map(StatusFilter::word).toList();

    private StatusText() {}

    static Text label(String word) {
        return switch (word) {
            case "excluded_no_copy" -> Text.of("excluded, no copy");
            case "excluded_old_copy" -> Text.of("excluded, old copy");
            default -> Text.of(word.replace('_', ' '));
        };
    }

    static Text help(String word) {
        return switch (word) {
            case "not_in_sync" ->
                Text.of("All documents that are pending, failed, held, contested, different or about to be deleted.");
            case "in_sync" -> Text.of("The copy equalled the document at the last comparison.");
            case "pending" -> Text.of("The document waits for a run.");
            case "failed" -> Text.of("The last attempt failed. The controller tries again.");
            case "held" -> Text.of("A deletion or an adoption waits for your decision.");
            case "contested" -> Text.of("Something on the replica, such as a workflow, keeps changing the copy.");
            case "differs" -> Text.of("A verification found a difference, and no run has written the copy since.");
            case "deleting" ->
                Text.of("The copy waits for its deletion: the document is missing on the master, or a rule excludes "
                        + "the document.");
            case "excluded" -> Text.of("A rule does not select the document. The replica may have an old copy.");
            case "excluded_no_copy" -> Text.of("A rule does not select the document, and the replica has no copy.");
            case "excluded_old_copy" ->
                Text.of("A rule does not select the document. The old copy stays on the replica, and is no longer "
                        + "kept equal to the document.");
            case "kept" -> Text.of("The document is missing on the master, and you decided to keep the copy.");
            case "not_compared" ->
                Text.of("Runs compare the document only after you have accepted a dry run of the replica.");
            default -> null;
        };
    }
}
