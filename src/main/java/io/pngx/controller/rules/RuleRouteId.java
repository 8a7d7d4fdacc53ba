package io.pngx.controller.rules;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Id of a started route of a rule: {@code rule-NAME-rREVISION-ROUTE}.
 *
 * @param rule name of the rule
 * @param route hook or name of the route, as in the text of the rule
 */
public record RuleRouteId(String rule, String route) {
    private static final Pattern ID = Pattern.compile("rule-(.+)-r[0-9]+-(.+)");

    /** Returns the parts of an id; empty: the route belongs to no rule. */
    public static Optional<RuleRouteId> of(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? Optional.of(new RuleRouteId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Returns the text with which all ids of a revision begin. */
    static String prefix(String rule, int revision) {
        return "rule-" + rule + "-r" + revision + "-";
    }
}
