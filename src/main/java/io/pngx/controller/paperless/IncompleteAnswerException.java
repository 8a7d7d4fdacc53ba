package io.pngx.controller.paperless;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;
import java.io.IOException;

/**
 * Thrown if the JSON of an answer ended too early. The exception is an {@code IOException}, because the error policy
 * repeats a read after a broken transfer.
 */
public final class IncompleteAnswerException extends IOException implements Explained {
    private final Text text;

    IncompleteAnswerException(Text text, Throwable cause) {
        super(text.toString(), cause);
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
