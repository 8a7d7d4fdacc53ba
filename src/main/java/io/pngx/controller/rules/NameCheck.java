package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks the names of headers, variables and properties that a rule reads or sets. */
final class NameCheck {
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Pattern CAMEL_NAME = Pattern.compile("(?is)\\s*(org\\.apache\\.)?camel.*");
    /** Headers that name the receiver of a request. Only the address may name the receiver. */
    private static final Pattern ADDRESS_HEADER = Pattern.compile("(?i)host|proxy-.*|forwarded");

    private final RuleValues values;

    NameCheck(RuleValues values) {
        this.values = values;
    }

    void headerName(Node node) {
        String name = values.text(node, "name");
        if (!HEADER_NAME.matcher(name).matches()) {
            throw RuleNodes.refused(
                    node,
                    Text.of(
                            "\"{0}\" is not a valid name for a header; use letters, digits, hyphens, dots and "
                                    + "underscores, without functions.",
                            values.displayed(node)));
        }
        if (choosesAddress(name)) {
            throw RuleNodes.refused(
                    node,
                    Text.of(
                            "A rule can't set the header {0}, because the HTTP call sets it; write the address in the "
                                    + "step \"to\", and put the changing parts into the headers CamelHttpPath and "
                                    + "CamelHttpQuery.",
                            values.displayed(node)));
        }
    }

    /** Returns whether a header could send a call to another address. */
    static boolean choosesAddress(String header) {
        return ADDRESS_HEADER.matcher(header).matches()
                || CAMEL_NAME.matcher(header).matches()
                        && AllowList.CAMEL_HEADERS.stream().noneMatch(header::equalsIgnoreCase);
    }

    void variableName(Node node) {
        String name = values.text(node, "name");
        plainName("variable", node);
        if (name.contains(":")) {
            throw RuleNodes.refused(
                    node,
                    Text.of(
                            "The variable \"{0}\" does not belong to this rule; write a name without a colon.",
                            values.displayed(node)));
        }
    }

    void propertyName(Node node) {
        String name = values.text(node, "name");
        plainName("property", node);
        if (CAMEL_NAME.matcher(name).matches()) {
            throw RuleNodes.refused(
                    node,
                    Text.of(
                            "A rule can't set the property {0}, because it controls Camel; keep your own values with "
                                    + "setVariable.",
                            values.displayed(node)));
        }
    }

    void plainName(String what, Node node) {
        String name = values.text(node, what);
        if (name.isBlank() || name.contains("${") || name.contains("$simple{")) {
            throw RuleNodes.refused(
                    node,
                    Text.of(
                            "\"{0}\" is not a valid name for a {1}; write a fixed name, without a function.",
                            values.displayed(node), what));
        }
    }
}
