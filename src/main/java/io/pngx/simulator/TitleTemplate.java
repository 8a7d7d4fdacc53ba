package io.pngx.simulator;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders the title of an upload, which is a template (paperless-api.md §5). */
final class TitleTemplate {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final int LIMIT = 127;

    private TitleTemplate() {}

    /** Signals that the template is not valid; the whole upload then fails. */
    static final class Broken extends Exception {
        Broken() {
            super("'NoneType' object is not subscriptable", null, false, false);
        }
    }

    static String render(String template, Map<String, String> values, String fallback) throws Broken {
        if (template == null) {
            return cut(fallback);
        }
        if (template.contains("{%")
                || template.replaceAll(VARIABLE.pattern(), "").contains("{{")) {
            throw new Broken();
        }
        StringBuilder text = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        while (variable.find()) {
            String value = values.get(variable.group(1));
            if (value == null) {
                return cut(fallback);
            }
            variable.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return cut(variable.appendTail(text).toString());
    }

    private static String cut(String title) {
        return title.length() > LIMIT ? title.substring(0, LIMIT) : title;
    }
}
