package io.pngx.controller.engine.uploads;

import java.time.Duration;

/** Receives how long a replica took to consume an upload. */
@FunctionalInterface
public interface ConsumeListener {
    /** @param took time from the arrival of the file on the replica until the controller saw the end of the task */
    void consumed(long replicaId, Duration took);
}
