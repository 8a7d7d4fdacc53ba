package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.regex.Pattern;

/** Checks names of rules. The names become parts of file names, addresses, endpoints and route ids. */
public final class RuleNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

    private RuleNames() {}

    public static boolean isName(String name) {
        return name != null && NAME.matcher(name).matches();
    }

    /**
     * Checks a name, and returns the same name.
     *
     * @throws InvalidRuleException if the name is not valid
     */
    public static String checked(String name) {
        if (!isName(name)) {
            throw new InvalidRuleException(
                    null,
                    Text.of(
                            "\"{0}\" is not a valid name for a rule; use 1 to 60 lower-case letters, digits and "
                                    + "hyphens, and no path.",
                            name));
        }
        return name;
    }
}
