package io.pngx.controller.engine.session;

import java.time.Duration;

/** A time to wait, measured by the time that really passes, so that a clock that is set back does not lengthen it. */
final class WaitTime {
    private volatile Long end; // null: over

    /** Begins a wait of this length. */
    WaitTime begin(Duration length) {
        end = System.nanoTime() + length.toNanos();
        return this;
    }

    void end() {
        end = null;
    }

    boolean isOver() {
        Long last = end;
        return last == null || System.nanoTime() - last >= 0;
    }
}
