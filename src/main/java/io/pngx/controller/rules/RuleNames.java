package io.pngx.controller.rules;

import java.util.regex.Pattern;

/** Names of rules: they are parts of file names, addresses, endpoints and route ids. */
public final class RuleNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

    private RuleNames() {}

    public static boolean isName(String name) {
        return name != null && NAME.matcher(name).matches();
    }

    /** @throws InvalidRuleException where it is none */
    public static String checked(String name) {
        if (!isName(name)) {
            throw new InvalidRuleException(
                    null,
                    "\"" + name
                            + "\" is no name for a rule: it has 1 to 60 lower-case letters, digits and hyphens, and no path.");
        }
        return name;
    }
}
