package io.pngx.controller.engine.switchover;

/** Thrown if a switchover, or its undo, is not possible now. The message is a sentence for the user. */
public final class SwitchoverRefusedException extends RuntimeException {
    public SwitchoverRefusedException(String message) {
        super(message);
    }
}
