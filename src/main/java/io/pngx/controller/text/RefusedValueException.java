package io.pngx.controller.text;

/** Signals that a value is refused. The text tells the user why, and what is allowed. */
public final class RefusedValueException extends IllegalArgumentException implements Explained {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    public RefusedValueException(Text text) {
        super(text.toString());
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
