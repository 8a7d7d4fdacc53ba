package io.pngx.controller.alerts;

/**
 * Signals that a target did not accept an alert. The text of the exception is one sentence without address and secrets.
 */
final class RefusedAlertException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedAlertException(String sentence) {
        super(sentence);
    }
}
