package io.pngx.controller.cli;

import io.pngx.controller.text.Text;

/** Makes text of foreign origin, such as titles, safe for a terminal. */
final class Printable {
    private Printable() {}

    /**
     * @return the text in one line, with a question mark for each control character and mark of text direction. Such
     *     characters could forge a line, change colours or move the cursor
     */
    static String of(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029" + Text.DIRECTION_MARKS + "]", "?");
    }
}
