package io.pngx.controller.rules;

/** Signals that the text of a rule is not valid. The message is one sentence for the user. */
public final class InvalidRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Integer line;

    /** @param line line number from 1; null: the message does not concern a single line */
    InvalidRuleException(Integer line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    public Integer line() {
        return line;
    }

    /** Returns the message with the line number in front, if the line is known. */
    public String text() {
        return line == null ? getMessage() : "Line " + line + ": " + getMessage();
    }
}
