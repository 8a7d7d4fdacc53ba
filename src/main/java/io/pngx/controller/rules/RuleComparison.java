package io.pngx.controller.rules;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a rule would make of a document that it makes nothing of now. */
public final class RuleComparison {
    private RuleComparison() {}

    /** A value of a document, as it would be now and then. */
    public record Change(
            String key, Object old, @JsonProperty("new") Object now) {}

    /** @param heldBack it would no longer go to the replica @param problem why it would fail; null: it would not */
    public record Outcome(boolean heldBack, List<Change> changes, String problem) {
        static final Outcome NOTHING = new Outcome(false, List.of(), null);
    }

    /** @param with the rules with that rule @param without the same without it */
    public static Outcome compare(Document document, Translation translation, Rules without, Rules with) {
        Ruled before;
        try {
            before = without.apply(document, translation);
        } catch (RuleFailure e) {
            return Outcome.NOTHING; // it fails anyway, and is not sent
        }
        if (before.isLeftOut()) {
            return Outcome.NOTHING;
        }
        try {
            Ruled after = with.apply(document, translation);
            return after.isLeftOut()
                    ? new Outcome(true, List.of(), null)
                    : new Outcome(false, changes(before, after, translation), null);
        } catch (RuleFailure e) {
            return new Outcome(false, List.of(), e.getMessage());
        }
    }

    private static List<Change> changes(Ruled before, Ruled after, Translation translation) {
        RuleDocument old = RuleSet.inNames(before, translation);
        RuleDocument now = RuleSet.inNames(after, translation);
        List<Change> changes = new ArrayList<>();
        old.keySet().stream()
                .filter(key -> !Objects.equals(old.get(key), now.get(key)))
                .forEach(key -> changes.add(new Change(key, old.get(key), now.get(key))));
        return changes;
    }
}
