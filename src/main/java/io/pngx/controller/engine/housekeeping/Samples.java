package io.pngx.controller.engine.housekeeping;

import io.pngx.controller.store.ReplicaSamples;
import java.time.Clock;

/** Stores the hourly values of the timelines. */
public final class Samples {
    private final ReplicaSamples table;
    private final Clock clock;

    public Samples(ReplicaSamples table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    public void take() {
        table.take(clock.instant());
    }
}
