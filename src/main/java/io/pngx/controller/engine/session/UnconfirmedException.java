package io.pngx.controller.engine.session;

import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/** Thrown if an answer of the replica does not confirm what a step needs to know. */
public final class UnconfirmedException extends ExplainedException {
    public UnconfirmedException(Text text) {
        super(text);
    }
}
