package io.pngx.controller.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A wait while the clock is set, or the machine is suspended. */
class WaitTimeTest {
    private Instant time = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = Long.MAX_VALUE - 10; // the monotonic clock may overflow
    private final WaitTime wait = new WaitTime(() -> time, () -> nanos).begin(Duration.ofMinutes(1));

    @Test
    void aClockThatIsSetBackDoesNotLengthenTheWait() {
        time = time.minus(Duration.ofDays(2));
        nanos += Duration.ofSeconds(59).toNanos();
        assertThat(wait.isOver()).isFalse();

        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(wait.isOver()).isTrue();
    }

    @Test
    void theTimeOfASuspendedMachineCounts() {
        time = time.plus(Duration.ofSeconds(59));
        assertThat(wait.isOver()).isFalse();

        time = time.plus(Duration.ofSeconds(1));
        assertThat(wait.isOver()).isTrue();
    }

    @Test
    void aWaitThatEndedOrNeverBeganIsOver() {
        wait.end();
        assertThat(wait.isOver()).isTrue();
        assertThat(new WaitTime().isOver()).isTrue();
    }
}
