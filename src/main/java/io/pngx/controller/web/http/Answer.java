package io.pngx.controller.web.http;

import java.util.function.Supplier;

/**
 * What goes back: JSON, and what the page gets in its place. {@link Call} makes them.
 *
 * @param page  did the page ask?
 * @param json  null: there is HTML only
 * @param html  null: the page gets the JSON too
 * @param note  a sentence that the page shows for a while, in place of a fragment; null: none
 * @param to    where the page goes then; it shows the note there. Null: it stays
 */
public record Answer(boolean page, int status, Object json, Supplier<String> html, String note, String to) {
    /** For the page: a fragment. */
    public Answer orHtml(Supplier<String> fragment) {
        return new Answer(page, status, json, fragment, null, null);
    }

    /** For whoever asked: HTML alone. */
    public Answer orPage(Supplier<String> whole) {
        return new Answer(page, status, null, whole, null, null);
    }

    /** For the page: say this, and refresh. */
    public Answer orNote(String sentence) {
        return new Answer(page, status, json, null, sentence, null);
    }

    /** For the page: go there, and say this. */
    public Answer orGo(String sentence, String address) {
        return new Answer(page, status, json, null, sentence, address);
    }

    /** For a browser that sent a form by itself: go there, and show the note there. */
    public Answer redirect(String address) {
        return new Answer(false, 303, json, null, note, address);
    }

    /** Does it say what is wrong? */
    public boolean problem() {
        return json instanceof ProblemDetails;
    }
}
