package io.pngx.controller.engine.session;

import java.time.Duration;

/** A time to wait, which a clock that is set back does not lengthen. */
final class WaitTime {
    private volatile Wait wait; // null: over

    private record Wait(Elapsed elapsed, Duration length) {}

    /** Begins a wait of this length. */
    WaitTime begin(Duration length) {
        wait = new Wait(new Elapsed(), length);
        return this;
    }

    void end() {
        wait = null;
    }

    boolean isOver() {
        Wait last = wait;
        return last == null || last.elapsed().isAtLeast(last.length());
    }
}
