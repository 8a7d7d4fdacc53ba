package io.pngx.controller.engine.switchover;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/** Thrown if a switchover, or its undo, is not possible now. The message is a sentence for the user. */
public final class SwitchoverRefusedException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    public SwitchoverRefusedException(Text text) {
        super(text.toString());
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
