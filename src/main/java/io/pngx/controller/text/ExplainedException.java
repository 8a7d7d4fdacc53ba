package io.pngx.controller.text;

/** Base class of the exceptions whose message is a sentence for users. */
public abstract class ExplainedException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    private final transient Text text;

    protected ExplainedException(Text text) {
        super(text.toString());
        this.text = text;
    }

    @Override
    public final Text text() {
        return text;
    }
}
