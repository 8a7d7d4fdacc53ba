package io.pngx.controller.config;

/** A stored token that none of the keys in SECRET_KEY opens. The message holds no part of it. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence: what is wrong and what to do */
    public VaultException(String message) {
        super(message);
    }
}
