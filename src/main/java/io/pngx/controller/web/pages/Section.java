package io.pngx.controller.web.pages;

import java.util.List;

/**
 * A part of a page.
 *
 * @param id id of the HTML element
 * @param live true: the section is refreshed when its content changes. false for forms, so that entered text is never
 *     replaced
 */
public record Section(String id, String content, boolean live) {
    private static final String TIME = "<time ";

    Section(String id, String content) {
        this(id, content, true);
    }

    /** Creates a section that is not refreshed. */
    static Section still(String id, String content) {
        return new Section(id, content, false);
    }

    /** Returns true if one of these versions is a version of this section. The versions name all sections of a page. */
    boolean isOn(List<String> versions) {
        return versions.stream().anyMatch(version -> version.startsWith(id + "."));
    }

    /** Returns a hash of the content. The hash ignores the texts of times, which the browser updates. */
    public String version() {
        int hash = 0;
        int from = 0;
        for (int time = content.indexOf(TIME); time >= 0; time = content.indexOf(TIME, from)) {
            int text = content.indexOf('>', time) + 1;
            hash = 31 * hash + content.substring(from, text).hashCode();
            from = content.indexOf('<', text);
        }
        return id + "."
                + Integer.toHexString(31 * hash + content.substring(from).hashCode());
    }
}
