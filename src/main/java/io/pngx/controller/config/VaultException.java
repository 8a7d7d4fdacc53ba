package io.pngx.controller.config;

/** Signals that no key in SECRET_KEY opens a stored token. The message holds no part of the token. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence that says what is wrong and what to do */
    public VaultException(String message) {
        super(message);
    }
}
