package io.pngx.controller.alerts;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/**
 * Signals that a target did not accept an alert. The text of the exception is one sentence without address and secrets.
 */
final class RefusedAlertException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    RefusedAlertException(Text sentence) {
        super(sentence.toString());
        this.text = sentence;
    }

    @Override
    public Text text() {
        return text;
    }
}
