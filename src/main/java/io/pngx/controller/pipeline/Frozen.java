package io.pngx.controller.pipeline;

import io.pngx.controller.store.Changed;

/** Nothing may be written to this replica until a person has decided. The message is for that person. */
final class Frozen extends RuntimeException {
    private final Changed what;

    Frozen(String message) {
        this(null, message);
    }

    /** @param what a person can accept, after a dry run */
    Frozen(Changed what, String message) {
        super(message);
        this.what = what;
    }

    /** Null: there is nothing that could be accepted. */
    Changed what() {
        return what;
    }
}
