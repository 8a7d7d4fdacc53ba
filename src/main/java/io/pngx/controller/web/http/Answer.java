package io.pngx.controller.web.http;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.util.function.Supplier;

/**
 * The answer to a {@link Call}: JSON for API clients, HTML or a note for pages.
 *
 * @param page whether a page sent the request
 * @param json null: the answer is only HTML
 * @param html null: a page also gets the JSON
 * @param note sentence that the page shows instead of a fragment; null: none
 * @param to address of the page that shows the note; null: the current page
 * @param language language that the browser remembers for the next pages; null: no change
 */
public record Answer(
        boolean page, int status, Object json, Supplier<String> html, Text note, String to, Language language) {
    /** Returns this answer with a fragment, which a page gets instead of JSON. */
    public Answer orHtml(Supplier<String> fragment) {
        return new Answer(page, status, json, fragment, null, null, null);
    }

    /** Returns this answer with HTML, which every client gets. */
    public Answer orPage(Supplier<String> whole) {
        return new Answer(page, status, null, whole, null, null, null);
    }

    /** Returns this answer with a note. A page shows the note and refreshes its sections. */
    public Answer orNote(Text sentence) {
        return new Answer(page, status, json, null, sentence, null, null);
    }

    /** Returns this answer with a note for another page. The browser goes to that page, which shows the note. */
    public Answer orGo(Text sentence, String address) {
        return new Answer(page, status, json, null, sentence, address, null);
    }

    /** Redirects a browser without JavaScript after a form post. The next page shows the note. */
    public Answer redirect(String address) {
        return new Answer(false, 303, json, null, note, address, language);
    }

    /** Redirects a browser, and sets the language of the next pages. */
    static Answer choose(Language language, String address) {
        return new Answer(false, 303, null, null, null, address, language);
    }

    /** Returns true if the answer describes a problem. */
    public boolean problem() {
        return json instanceof ProblemDetails;
    }
}
