package io.pngx.controller.paperless;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Records the {@code Retry-After} times of instances. The gateway does not call an instance before the recorded time.
 */
public interface RetryAfterRegistry {
    /** A registry that records nothing. */
    RetryAfterRegistry NONE = new RetryAfterRegistry() {
        @Override
        public void record(URI base, Duration time) {}

        @Override
        public void clear(URI base) {}

        @Override
        public Optional<Instant> until(URI base) {
            return Optional.empty();
        }
    };

    /** Records that an instance asked the controller to send no calls for a time (Retry-After). */
    void record(URI base, Duration time);

    /** Allows calls to an instance before its recorded time. */
    void clear(URI base);

    /** Returns the time before which an instance must not be called; empty if a call is allowed now. */
    Optional<Instant> until(URI base);
}
