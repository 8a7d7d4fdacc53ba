package io.pngx.controller.paperless;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keeps which instances asked to be left alone: the gateway calls none of them before its time. */
public interface RetryAfterRegistry {
    /** Nobody is left alone for longer than a call can wait. */
    RetryAfterRegistry NONE = new RetryAfterRegistry() {
        @Override
        public void asked(URI base, Duration time) {}

        @Override
        public void over(URI base) {}

        @Override
        public Optional<Instant> until(URI base) {
            return Optional.empty();
        }
    };

    /** An instance asked for it. */
    void asked(URI base, Duration time);

    /** It may be called again before its time. */
    void over(URI base);

    /** Empty where it may be called. */
    Optional<Instant> until(URI base);
}
