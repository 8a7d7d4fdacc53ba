package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.RetryAfter;
import io.pngx.controller.paperless.RetryAfterRegistry;
import io.pngx.controller.store.RetryAfterStore;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the Retry-After times of instances across restarts. */
public final class RetryAfterKeeper implements RetryAfterRegistry {
    private final RetryAfterStore rests;
    private final Clock clock;
    private final Map<String, Instant> until;

    public RetryAfterKeeper(RetryAfterStore rests, Clock clock) {
        this.rests = rests;
        this.clock = clock;
        this.until = new ConcurrentHashMap<>(rests.all());
    }

    @Override
    public void record(URI base, Duration time) {
        Instant now = clock.instant();
        until.put(base.toString(), now.plus(time));
        rests.put(base.toString(), now.plus(time), now);
    }

    @Override
    public void clear(URI base) {
        until.remove(base.toString());
        rests.remove(base.toString());
    }

    /**
     * Returns the end of the waiting time. Ignores a time beyond {@link RetryAfter#MAX}: such a time shows that the
     * controller's clock was set back. Reads the table each time, because <em>Sync now</em> removes the row.
     */
    @Override
    public Optional<Instant> until(URI base) {
        Instant now = clock.instant();
        return Optional.ofNullable(until.get(base.toString()))
                .filter(then ->
                        then.isAfter(now) && !then.isAfter(now.plus(RetryAfter.MAX)) && rests.has(base.toString()));
    }
}
