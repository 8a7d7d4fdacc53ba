package io.pngx.controller.alerts;

/** A target did not accept a message. The message of the exception is one sentence without address and secrets. */
final class RefusedAlertException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedAlertException(String sentence) {
        super(sentence);
    }
}
