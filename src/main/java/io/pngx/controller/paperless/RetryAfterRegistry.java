package io.pngx.controller.paperless;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Records until when instances asked for no calls with {@code Retry-After}. The gateway does not call them before. */
public interface RetryAfterRegistry {
    /** Records nothing. */
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

    /** Records that an instance asked for no calls for a time. */
    void record(URI base, Duration time);

    /** Lets an instance be called before its time is over. */
    void clear(URI base);

    /** Returns until when an instance must not be called; empty where it may be called. */
    Optional<Instant> until(URI base);
}
