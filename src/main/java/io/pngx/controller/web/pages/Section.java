package io.pngx.controller.web.pages;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A part of a page.
 *
 * @param id id of the HTML element
 * @param live true: the section is refreshed when its content changes. false for forms, so that entered text is never
 *     replaced
 */
public record Section(String id, String content, boolean live) {
    private static final Pattern TIME = Pattern.compile("(<time [^>]*>)[^<]*");

    Section(String id, String content) {
        this(id, content, true);
    }

    /** Creates a section that is not refreshed. */
    static Section still(String id, String content) {
        return new Section(id, content, false);
    }

    /** Returns true if a page with these section versions contains this section, in any version. */
    boolean isOn(List<String> versions) {
        return versions.stream().anyMatch(version -> version.startsWith(id + "."));
    }

    /** Returns a hash of the content. The hash ignores the texts of times, which the browser updates. */
    public String version() {
        return id + "."
                + Integer.toHexString(TIME.matcher(content).replaceAll("$1").hashCode());
    }
}
