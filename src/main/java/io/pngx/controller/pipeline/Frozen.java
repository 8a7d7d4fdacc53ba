package io.pngx.controller.pipeline;

/** Nothing may be written to this replica until a person has decided. The message is for that person. */
final class Frozen extends RuntimeException {
    Frozen(String message) {
        super(message);
    }
}
