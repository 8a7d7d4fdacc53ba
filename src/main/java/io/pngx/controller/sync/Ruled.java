package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import java.util.Map;
import java.util.Set;

/**
 * A document of the master after the rules.
 *
 * @param document the document as the rules changed it, with the master's ids
 * @param excludedBy the rule that excludes the document from this replica; null: none
 * @param lookups ids of the replica's lookups that a rule set and that the master lacks, by kind
 * @param tags ids of the replica's tags that a rule added and that the master lacks
 * @param owner user name on the replica; null: the owner of the document
 */
public record Ruled(Document document, String excludedBy, Map<Kind, Long> lookups, Set<Long> tags, String owner) {
    public static Ruled asItIs(Document document) {
        return new Ruled(document, null, Map.of(), Set.of(), null);
    }

    public static Ruled heldBack(Document document, String rule) {
        return new Ruled(document, rule, Map.of(), Set.of(), null);
    }

    public boolean isExcluded() {
        return excludedBy != null;
    }
}
