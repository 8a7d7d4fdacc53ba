package io.pngx.controller.config;

import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/** Signals that no key in SECRET_KEY decrypts a stored token. The message contains no part of the token. */
public final class VaultException extends ExplainedException {
    /** @param text one sentence with problem and remedy */
    public VaultException(Text text) {
        super(text);
    }
}
