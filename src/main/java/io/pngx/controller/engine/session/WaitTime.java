package io.pngx.controller.engine.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A time to wait, which a clock that is set back does not lengthen. */
public final class WaitTime {
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private volatile Wait wait; // null: over

    private record Wait(Elapsed elapsed, Duration length) {}

    public WaitTime() {
        this(InstantSource.system());
    }

    public WaitTime(InstantSource clock) {
        this(clock, System::nanoTime);
    }

    WaitTime(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Begins a wait of this length. */
    public WaitTime begin(Duration length) {
        wait = new Wait(new Elapsed(clock, nanoTime), length);
        return this;
    }

    void end() {
        wait = null;
    }

    public boolean isOver() {
        Wait last = wait;
        return last == null || last.elapsed().isAtLeast(last.length());
    }
}
