package io.pngx.controller.engine.session;

/**
 * A file did not arrive whole, or arrived with other bytes than its checksum says.
 *
 * <p>No {@code IOException}: the error policy repeats the step of one, and the step would read a stream that is used up.
 */
public final class BrokenTransferException extends RuntimeException {
    public BrokenTransferException(String message) {
        super(message);
    }
}
