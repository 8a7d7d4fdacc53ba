package io.pngx.controller.engine.session;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/**
 * Thrown if a file arrived incomplete, or if its bytes do not match the checksum.
 *
 * <p>This class does not extend {@code IOException}, because the error policy repeats each step that throws an
 * {@code IOException}. The repeated step would read a stream that is already consumed.
 */
public final class BrokenTransferException extends RuntimeException implements Explained {
    private final transient Text text;

    public BrokenTransferException(Text text) {
        super(text.toString());
        this.text = text;
    }

    @Override
    public Text text() {
        return text;
    }
}
