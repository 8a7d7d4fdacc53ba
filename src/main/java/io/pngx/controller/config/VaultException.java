package io.pngx.controller.config;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/** Signals that no key in SECRET_KEY decrypts a stored token. The message contains no part of the token. */
public final class VaultException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    /** @param text one sentence with problem and remedy */
    public VaultException(Text text) {
        super(text.toString());
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
