package io.pngx.controller.web.views;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Held deletions with one cause, grouped by document.
 *
 * @param noticed word before the time of the first run with this deletion: {@code missed} (on the master) or
 *     {@code excluded} (by a rule)
 * @param reasons sentences about the exceeded limit, without repetitions; empty if the cause is not a limit
 */
public record DeletionGroup(Text heading, Text noticed, Text explanation, List<Text> reasons, List<Item> items) {
    /**
     * Deletions of one document or lookup.
     *
     * @param of the deletions of the document or lookup, one for each replica
     * @param details reasons that the heading does not contain, without repetitions
     */
    public record Item(DeletionView first, List<DeletionView> of, List<Text> details) {}

    /** Groups held deletions by cause, in the order of the causes, and then by document. */
    public static List<DeletionGroup> of(List<DeletionView> rows) {
        List<DeletionGroup> groups = new ArrayList<>();
        for (DeletionCause cause : DeletionCause.values()) {
            Map<String, List<DeletionView>> documents = new LinkedHashMap<>();
            rows.stream()
                    .filter(row -> LowerCase.of(cause).equals(row.cause()))
                    .forEach(row -> documents
                            .computeIfAbsent(key(row), any -> new ArrayList<>())
                            .add(row));
            if (!documents.isEmpty()) {
                groups.add(new DeletionGroup(
                        heading(cause),
                        Text.of(cause == DeletionCause.RULE ? "excluded" : "missed"),
                        explanation(cause),
                        reasons(cause, documents.values()),
                        documents.values().stream()
                                .map(of -> new Item(of.get(0), of, details(cause, of)))
                                .toList()));
            }
        }
        return groups;
    }

    /** Returns what the deletions of one document or lookup share. */
    private static String key(DeletionView row) {
        return row.kind() + " "
                + (row.masterId() != null ? row.masterId() : row.replicaId() + " " + row.replicaObjectId());
    }

    private static List<Text> reasons(DeletionCause cause, Collection<List<DeletionView>> documents) {
        return cause != DeletionCause.LIMIT
                ? List.of()
                : documents.stream()
                        .flatMap(List::stream)
                        .map(DeletionView::reason)
                        .distinct()
                        .toList();
    }

    private static List<Text> details(DeletionCause cause, List<DeletionView> of) {
        return switch (cause) {
            case RULE ->
                of.stream()
                        .map(row -> Text.of("Rule \"{0}\".", row.byRule()))
                        .distinct()
                        .toList();
            case OTHER -> of.stream().map(DeletionView::reason).distinct().toList();
            default -> List.of();
        };
    }

    static Text heading(DeletionCause cause) {
        return switch (cause) {
            case RULE -> Text.of("Excluded by a rule");
            case NOT_IN_TRASH -> Text.of("Never seen in the master's trash");
            case LIMIT -> Text.of("Over the limit for automatic deletions");
            case SETTING -> Text.of("Every deletion waits for your decision");
            case EARLIER -> Text.of("On the replica before the controller");
            case OTHER -> Text.of("Other reasons");
        };
    }

    private static Text explanation(DeletionCause cause) {
        return switch (cause) {
            case RULE ->
                Text.of("The rules no longer select these documents for the replica. The documents are still on "
                        + "the master.");
            case NOT_IN_TRASH ->
                Text.of("These documents are missing on the master, and the controller never saw them in the"
                        + " master's trash. Either somebody emptied the trash, or the master lost the "
                        + "documents.");
            case LIMIT ->
                Text.of("More documents are missing on the master than may be deleted automatically in a day. If"
                        + " somebody deleted these documents on purpose, choose Move to trash.");
            case SETTING -> Text.of("The settings ask for your decision on every deletion.");
            case EARLIER -> Text.of("The replica already had these documents; the controller did not upload them.");
            case OTHER -> Text.of("The details tell the reason.");
        };
    }
}
