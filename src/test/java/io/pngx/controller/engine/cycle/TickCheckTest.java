package io.pngx.controller.engine.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** Readiness while the schedule stands still. */
class TickCheckTest {
    private long nanos;
    private final Ticks ticks = new Ticks(() -> nanos);
    private final TickCheck check = new TickCheck(ticks::sinceLast);

    @Test
    void aScheduleThatStandsStillIsNotReady() {
        nanos += TickCheck.MAX_AGE.toNanos();
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);

        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(check.call().getMessage().orElseThrow())
                .isEqualTo("The schedule stands still: no route was started for 61 seconds, so no run starts. Restart"
                        + " the controller.");

        ticks.jobToBeExecuted(null);
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
    }
}
