package io.pngx.controller.engine.uploads;

import java.time.Duration;

/** Hears how long a replica took to consume an upload. */
@FunctionalInterface
public interface ConsumeListener {
    /** @param took from the moment that the replica had the file to the moment that the end of its task was seen */
    void consumed(long replicaId, Duration took);
}
