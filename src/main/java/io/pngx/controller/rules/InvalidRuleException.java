package io.pngx.controller.rules;

/** A rule that can't be taken up. The message is one sentence for a person. */
public final class InvalidRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Integer line;

    /** @param line from 1; null: it is not about one line */
    InvalidRuleException(Integer line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    public Integer line() {
        return line;
    }

    /** With the line in front, where there is one. */
    public String text() {
        return line == null ? getMessage() : "Line " + line + ": " + getMessage();
    }
}
