package io.pngx.controller.config;

/**
 * Signals that a setting prevents the start of the controller.
 *
 * <p>The message is one line for the operator. The message names the variable, the allowed values and the remedy, and
 * never contains a secret.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line, which is printed without a stack trace */
    public SettingsException(String message) {
        super(message);
    }
}
