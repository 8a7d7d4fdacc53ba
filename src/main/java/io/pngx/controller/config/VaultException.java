package io.pngx.controller.config;

/** Signals that no key in SECRET_KEY decrypts a stored token. The message contains no part of the token. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence with problem and remedy */
    public VaultException(String message) {
        super(message);
    }
}
