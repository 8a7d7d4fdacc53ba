package io.pngx.controller.engine.session;

import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/**
 * Thrown if a file arrived incomplete, or if its bytes do not match the checksum.
 *
 * <p>This class does not extend {@code IOException}, because the error policy repeats each step that throws an
 * {@code IOException}. The repeated step would read a stream that is already consumed.
 */
public final class BrokenTransferException extends ExplainedException {
    public BrokenTransferException(Text text) {
        super(text);
    }
}
