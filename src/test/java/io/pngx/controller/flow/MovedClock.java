package io.pngx.controller.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The controller's clock, which tests move forward. */
public final class MovedClock extends Clock {
    private volatile Duration by = Duration.ZERO;

    public void move(Duration further) {
        by = by.plus(further);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(by);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the clock is in UTC");
    }
}
