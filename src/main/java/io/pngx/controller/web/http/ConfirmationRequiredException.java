package io.pngx.controller.web.http;

import java.util.List;
import java.util.Map;

/** A change that has to be confirmed first; see {@link Call#mustBeSure}. */
public final class ConfirmationRequiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, List<String>> values;

    /**
     * @param question as the button of the form asks it
     * @param values   that are sent again with the answer
     */
    ConfirmationRequiredException(String question, Map<String, List<String>> values) {
        super(question, null, false, false);
        this.values = values;
    }

    public Map<String, List<String>> values() {
        return values;
    }
}
