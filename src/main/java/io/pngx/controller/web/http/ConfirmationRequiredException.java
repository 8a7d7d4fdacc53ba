package io.pngx.controller.web.http;

import java.util.List;
import java.util.Map;

/** Signals a change that the user must confirm first; see {@link Call#requireConfirmation}. */
public final class ConfirmationRequiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, List<String>> values;

    /**
     * @param question question on the button of the form
     * @param values fields that the confirmation sends again
     */
    ConfirmationRequiredException(String question, Map<String, List<String>> values) {
        super(question, null, false, false);
        this.values = values;
    }

    public Map<String, List<String>> values() {
        return values;
    }
}
