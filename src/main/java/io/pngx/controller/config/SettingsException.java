package io.pngx.controller.config;

/**
 * Signals a setting with which the controller can't start.
 *
 * <p>The message is one line for the operator. It names the variable, the allowed values and what to do, and never
 * holds a secret.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line, which is printed without a stack trace */
    public SettingsException(String message) {
        super(message);
    }
}
