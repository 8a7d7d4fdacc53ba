package io.pngx.controller.web.pages;

import java.util.List;

/**
 * A part of a page with its content.
 *
 * @param id   of its element
 * @param live does it follow what happens? A form does not: nobody's typing is replaced
 */
public record Section(String id, String content, boolean live) {
    Section(String id, String content) {
        this(id, content, true);
    }

    /** Not sent again while somebody looks at it. */
    static Section still(String id, String content) {
        return new Section(id, content, false);
    }

    /** Does a page that shows these versions have a place for this section? */
    boolean isOn(List<String> versions) {
        return versions.stream().anyMatch(version -> version.startsWith(id + "."));
    }

    /** Two equal versions look the same: nothing has to be sent or drawn again. The browser writes the times anew by itself. */
    public String version() {
        return id + "." + Integer.toHexString(content.replaceAll("(<time [^>]*>)[^<]*", "$1").hashCode());
    }
}
