package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks single values of a rule, with all placeholders filled in. */
final class RuleValues {
    private final Placeholders placeholders;

    RuleValues(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /** @param sentence creates the error message from the result of {@link #displayed} */
    void requireMatch(Node node, Pattern pattern, Function<String, Text> sentence) {
        if (!pattern.matcher(text(node, "value")).matches()) {
            throw RuleNodes.refused(node, sentence.apply(displayed(node)));
        }
    }

    void requireOneOf(String of, Text what, Set<String> allowed, Node node) {
        if (!allowed.contains(text(node, of))) {
            requireAllowed(displayed(node), what, allowed, node);
        }
    }

    static void requireAllowed(String word, Text what, Set<String> allowed, Node node) {
        if (!allowed.contains(word)) {
            throw RuleNodes.refused(
                    node,
                    Text.plural(
                            allowed.size(),
                            "\"{0}\" is not allowed in a rule as {1}; use {2}.",
                            "\"{0}\" is not allowed in a rule as {1}; allowed are {2}.",
                            word,
                            what,
                            String.join(", ", AllowList.ordered(allowed.toArray(String[]::new)))));
        }
    }

    void refuseIf(Node node, String language, String text, Optional<Text> problem) {
        problem.ifPresent(sentence -> {
            throw RuleNodes.refused(
                    node,
                    displayed(node).equals(text)
                            ? sentence
                            : Text.of(
                                    "\"{0}\" is not allowed in a rule as {1} after its placeholders are filled in; to "
                                            + "see the reason, replace the placeholders by their values.",
                                    displayed(node), language));
        });
    }

    /** Returns the text with all placeholders filled in, as Camel sees it. */
    String text(Node node, String of) {
        return placeholders.fill(RuleNodes.raw(node, of), RuleText.line(node));
    }

    /** Fills in only the parameters of the template, because the value of another placeholder can be a secret. */
    String displayed(Node node) {
        return placeholders.parameters(RuleNodes.raw(node, "value"));
    }
}
