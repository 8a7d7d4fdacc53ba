package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Checks that a loop of a rule has a small constant number of rounds, or is a doWhile loop. Camel ends a doWhile loop
 * when the rule's time is over. Camel counts the rounds of any other loop to the end, and a loop with copies never
 * learns that the time is over, so the option {@code copy} is not allowed.
 */
final class LoopCheck {
    static final int MAX_ROUNDS = 1000;

    private final RuleValues values;

    LoopCheck(RuleValues values) {
        this.values = values;
    }

    void check(MappingNode loop) {
        Node doWhile = RuleNodes.find(loop, "doWhile");
        if (doWhile != null && values.text(doWhile, "doWhile").equals("true")) {
            return;
        }
        Node expression = RuleNodes.find(loop, "expression");
        Node rounds = RuleNodes.find(expression instanceof MappingNode map ? map : loop, "constant");
        if (rounds instanceof MappingNode map) {
            rounds = RuleNodes.find(map, "expression");
        }
        if (rounds == null || !isFew(values.text(rounds, "constant"))) {
            throw RuleNodes.refused(
                    loop,
                    Text.of(
                            "A loop of a rule has at most {0} rounds, or \"doWhile: true\"; write the number as"
                                    + " constant.",
                            String.valueOf(MAX_ROUNDS)));
        }
    }

    private static boolean isFew(String rounds) {
        return rounds.matches("\\d{1,4}") && Integer.parseInt(rounds) <= MAX_ROUNDS;
    }
}
