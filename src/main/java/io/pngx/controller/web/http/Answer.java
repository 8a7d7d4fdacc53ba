package io.pngx.controller.web.http;

import java.util.function.Supplier;

/**
 * The answer to a {@link Call}: JSON for API clients, and what a page gets instead.
 *
 * @param page did a page send the request?
 * @param json null: the answer is HTML only
 * @param html null: a page gets the JSON, too
 * @param note a sentence that the page shows instead of a fragment; null: none
 * @param to   the address of the page that shows the note; null: the current page
 */
public record Answer(boolean page, int status, Object json, Supplier<String> html, String note, String to) {
    /** Sends a page this fragment. */
    public Answer orHtml(Supplier<String> fragment) {
        return new Answer(page, status, json, fragment, null, null);
    }

    /** Sends every client this HTML. */
    public Answer orPage(Supplier<String> whole) {
        return new Answer(page, status, null, whole, null, null);
    }

    /** Makes a page show a note and refresh its sections. */
    public Answer orNote(String sentence) {
        return new Answer(page, status, json, null, sentence, null);
    }

    /** Makes a page go to another page and show a note there. */
    public Answer orGo(String sentence, String address) {
        return new Answer(page, status, json, null, sentence, address);
    }

    /** Redirects a browser that posted a form without scripts; the next page shows the note. */
    public Answer redirect(String address) {
        return new Answer(false, 303, json, null, note, address);
    }

    /** Returns true if the answer describes a problem. */
    public boolean problem() {
        return json instanceof ProblemDetails;
    }
}
