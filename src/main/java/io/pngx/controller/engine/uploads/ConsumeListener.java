package io.pngx.controller.engine.uploads;

import java.time.Duration;

/** Receives the time that a replica took to consume an upload. */
@FunctionalInterface
public interface ConsumeListener {
    /**
     * @param took from the time at which the replica had the file to the time at which the controller saw the end of
     *     its task
     */
    void consumed(long replicaId, Duration took);
}
