package io.pngx.controller.text;

/** Finds the sentence for users in an exception. */
public final class Explanation {
    private Explanation() {}

    /** Returns the text of an exception; the message of an exception without a text is the same in every language. */
    public static Text of(Throwable exception) {
        return exception instanceof Explained explained
                ? explained.text()
                : Text.verbatim(exception.getMessage() == null ? exception.toString() : exception.getMessage());
    }
}
