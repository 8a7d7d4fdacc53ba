package io.pngx.controller.rules;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compares a document with and without one rule. */
public final class RuleComparison {
    private RuleComparison() {}

    /** A value of a document without the rule ({@code old}) and with the rule ({@code new}). */
    public record Change(
            String key, Object old, @JsonProperty("new") Object now) {}

    /**
     * The effect of the rule on one document.
     *
     * @param heldBack whether the rule would exclude the document from the replica
     * @param problem the failure of the rule; null: the rule would not fail
     */
    public record Outcome(boolean heldBack, List<Change> changes, Text problem) {
        static final Outcome NOTHING = new Outcome(false, List.of(), null);
    }

    /**
     * Applies the rules of a replica to a document, with and without the compared rule, and returns the difference.
     *
     * @param without the rules of the replica, except the compared rule
     * @param with the rules of the replica, including the compared rule
     */
    public static Outcome compare(Document document, Translation translation, Rules without, Rules with) {
        Ruled before;
        try {
            before = without.apply(document, translation);
        } catch (RuleFailure e) {
            // Without the compared rule, the document fails, too. So the compared rule changes nothing.
            return Outcome.NOTHING;
        }
        if (before.isExcluded()) {
            return Outcome.NOTHING;
        }
        try {
            Ruled after = with.apply(document, translation);
            return after.isExcluded()
                    ? new Outcome(true, List.of(), null)
                    : new Outcome(false, changes(before, after, translation), null);
        } catch (RuleFailure e) {
            return new Outcome(false, List.of(), e.text());
        }
    }

    private static List<Change> changes(Ruled before, Ruled after, Translation translation) {
        RuleDocument old = RuleSet.withNames(before, translation);
        RuleDocument now = RuleSet.withNames(after, translation);
        List<Change> changes = new ArrayList<>();
        old.keySet().stream()
                .filter(key -> !Objects.equals(old.get(key), now.get(key)))
                .forEach(key -> changes.add(new Change(key, old.get(key), now.get(key))));
        return changes;
    }
}
