package io.pngx.controller.engine.cycle;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Health check. Reports the controller as not ready if the schedule stands still, because no run would start. */
final class TickCheck extends AbstractHealthCheck {
    /** Maximum time since the last tick of any route. Most routes have a tick every second. */
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final Supplier<Duration> sinceLastTick;

    TickCheck(Supplier<Duration> sinceLastTick) {
        super("pngx", "schedule");
        this.sinceLastTick = sinceLastTick;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Duration since = sinceLastTick.get();
        if (since.compareTo(MAX_AGE) > 0) {
            result.down()
                    .message("The schedule stands still: no route was started for " + since.toSeconds()
                            + " seconds, so no run starts. Restart the controller.");
        } else {
            result.up();
        }
    }
}
