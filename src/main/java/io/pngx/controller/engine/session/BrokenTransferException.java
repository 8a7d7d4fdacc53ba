package io.pngx.controller.engine.session;

/**
 * Thrown if a file arrived incomplete, or if its bytes do not match the checksum.
 *
 * <p>This class does not extend {@code IOException}, because the error policy repeats each step that throws an
 * {@code IOException}. The repeated step would read a stream that is already consumed.
 */
public final class BrokenTransferException extends RuntimeException {
    public BrokenTransferException(String message) {
        super(message);
    }
}
