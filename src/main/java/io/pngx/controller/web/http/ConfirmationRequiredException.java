package io.pngx.controller.web.http;

import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Map;

/** Signals a change that the user must confirm first; see {@link Call#requireConfirmation}. */
public final class ConfirmationRequiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Text question;
    private final transient Map<String, List<String>> values;

    /**
     * @param question question that the confirmation form shows
     * @param values fields that the confirmation sends again
     */
    ConfirmationRequiredException(Text question, Map<String, List<String>> values) {
        super(question.toString(), null, false, false);
        this.question = question;
        this.values = values;
    }

    public Text question() {
        return question;
    }

    public Map<String, List<String>> values() {
        return values;
    }
}
