package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;

/** Log actions that the housekeeping route depends on. Every other action is free text. */
public enum LogAction {
    /** A deletion waits for a user. */
    HELD,
    /** A user approved a deletion. */
    APPROVED;

    /** Returns the word in column {@code action}. */
    public String word() {
        return LowerCase.of(this);
    }
}
