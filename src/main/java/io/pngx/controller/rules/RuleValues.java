package io.pngx.controller.rules;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks single values of a rule, with all placeholders filled in. */
final class RuleValues {
    private final Placeholders placeholders;

    RuleValues(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    void requireMatch(Node node, Pattern pattern, String sentence) {
        if (!pattern.matcher(text(node, "value")).matches()) {
            throw RuleNodes.refused(node, String.format(sentence, displayed(node)));
        }
    }

    void requireOneOf(String of, String what, Set<String> allowed, Node node) {
        if (!allowed.contains(text(node, of))) {
            requireAllowed(displayed(node), what, allowed, node);
        }
    }

    static void requireAllowed(String word, String what, Set<String> allowed, Node node) {
        if (!allowed.contains(word)) {
            throw RuleNodes.refused(
                    node,
                    "\"" + word + "\" is not allowed in a rule as " + what
                            + (allowed.size() == 1 ? "; use " : "; allowed are ")
                            + String.join(", ", AllowList.ordered(allowed.toArray(String[]::new))) + ".");
        }
    }

    void refuseIf(Node node, String language, String text, Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw RuleNodes.refused(
                    node,
                    displayed(node).equals(text)
                            ? sentence
                            : "\"" + displayed(node) + "\" is not allowed in a rule as " + language
                                    + " after its placeholders are filled in; to see the reason, replace "
                                    + "the placeholders by their values.");
        });
    }

    /** Returns the text with all placeholders filled in, as Camel sees it. */
    String text(Node node, String of) {
        return placeholders.fill(RuleNodes.raw(node, of), RuleText.line(node));
    }

    /** Returns the text with template parameters filled in, but no other placeholders: their values may be secrets. */
    String displayed(Node node) {
        return placeholders.parameters(RuleNodes.raw(node, "value"));
    }
}
