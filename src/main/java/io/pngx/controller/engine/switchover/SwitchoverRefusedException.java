package io.pngx.controller.engine.switchover;

import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/** Thrown if a switchover, or its undo, is not possible now. The message is a sentence for the user. */
public final class SwitchoverRefusedException extends ExplainedException {
    public SwitchoverRefusedException(Text text) {
        super(text);
    }
}
