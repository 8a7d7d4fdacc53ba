package io.pngx.controller.rules;

import io.pngx.controller.text.Text;

/** Signals that the text of a rule is not valid. The message is one sentence for the user. */
public final class InvalidRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Integer line;
    private final transient Text sentence;

    /** @param line line number from 1; null: the sentence does not concern a single line */
    InvalidRuleException(Integer line, Text sentence) {
        super(sentence.toString(), null, false, false);
        this.line = line;
        this.sentence = sentence;
    }

    public Integer line() {
        return line;
    }

    /** Returns the sentence without the line number. */
    public Text sentence() {
        return sentence;
    }

    /** Returns the sentence with the line number in front, if the line is known. */
    public Text text() {
        return line == null ? sentence : Text.of("Line {0}: {1}", String.valueOf(line), sentence);
    }
}
