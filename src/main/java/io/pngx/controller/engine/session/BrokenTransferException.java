package io.pngx.controller.engine.session;

/**
 * Reports a file that arrived incomplete, or whose bytes do not match its checksum.
 *
 * <p>This class does not extend {@code IOException}: the error policy repeats a step that throws an
 * {@code IOException}, and the repeated step would read a stream that is already consumed.
 */
public final class BrokenTransferException extends RuntimeException {
    public BrokenTransferException(String message) {
        super(message);
    }
}
