package io.pngx.controller.engine.session;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/** Thrown if an answer of the replica does not confirm what a step needs to know. */
public final class UnconfirmedException extends IllegalStateException implements Explained {
    private final transient Text text;

    public UnconfirmedException(Text text) {
        super(text.toString());
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
