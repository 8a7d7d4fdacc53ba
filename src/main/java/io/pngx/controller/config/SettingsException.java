package io.pngx.controller.config;

/**
 * A setting that the controller cannot start with.
 *
 * <p>The message is one line for the person who started it: it names the variable, what is allowed
 * and what to do. It never holds the value of a secret.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one line, fit to be printed alone, without a stack trace */
    public SettingsException(String message) {
        super(message);
    }
}
