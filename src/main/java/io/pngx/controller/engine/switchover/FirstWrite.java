package io.pngx.controller.engine.switchover;

import io.pngx.controller.store.Switchovers;
import java.time.Clock;

/**
 * Records the first write after a switchover before the write leaves. From then on, the switchover can't be undone,
 * because the instances are no longer as they were.
 */
public final class FirstWrite {
    private final Switchovers switchovers;
    private final Clock clock;
    /** Also true after a start: an earlier process may have carried out the switchover. */
    private boolean awaited = true;

    public FirstWrite(Switchovers switchovers, Clock clock) {
        this.switchovers = switchovers;
        this.clock = clock;
    }

    synchronized void await() {
        awaited = true;
    }

    /** Called before each write. */
    public synchronized void record() {
        if (awaited) {
            switchovers.writes(clock.instant());
            awaited = false;
        }
    }
}
