package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import java.util.Map;
import java.util.Set;

/**
 * A document of the master after the rules.
 *
 * @param document the document as the rules changed it, in the master's ids
 * @param leftOutBy the rule that excludes the document from this replica; null: none
 * @param lookups values that a rule set and that only exist on the replica, by kind, in the replica's ids
 * @param tags tags that a rule added and that only exist on the replica, in the replica's ids
 * @param owner user name on the replica; null: the owner of the document
 */
public record Ruled(Document document, String leftOutBy, Map<Kind, Long> lookups, Set<Long> tags, String owner) {
    public static Ruled asItIs(Document document) {
        return new Ruled(document, null, Map.of(), Set.of(), null);
    }

    public static Ruled heldBack(Document document, String rule) {
        return new Ruled(document, rule, Map.of(), Set.of(), null);
    }

    public boolean isLeftOut() {
        return leftOutBy != null;
    }
}
