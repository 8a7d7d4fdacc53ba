package io.pngx.controller.web;

import java.util.function.Supplier;

/**
 * What goes back: JSON, and what the page gets in its place. {@link Call} makes them.
 *
 * @param page  did the page ask?
 * @param json  null: there is HTML only
 * @param html  null: the page gets the JSON too
 * @param note  a sentence that the page shows for a while, in place of a fragment; null: none
 * @param close is the dialog done that asked?
 */
public record Answer(boolean page, int status, Object json, Supplier<String> html, String note, boolean close) {
    /** For the page: a fragment. */
    Answer orHtml(Supplier<String> fragment) {
        return new Answer(page, status, json, fragment, null, false);
    }

    /** For the page: say this, and refresh. */
    Answer orNote(String sentence) {
        return new Answer(page, status, json, null, sentence, false);
    }

    /** For the page: say this, close the dialog, and refresh. */
    Answer orNoteAndClose(String sentence) {
        return new Answer(page, status, json, null, sentence, true);
    }
}
