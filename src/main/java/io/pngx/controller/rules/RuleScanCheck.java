package io.pngx.controller.rules;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Health check. Reports the controller as not ready if the folder of rules is no longer scanned, because a new rule
 * that excludes documents would have no effect.
 */
final class RuleScanCheck extends AbstractHealthCheck {
    /** Maximum age of the last scan. A scan takes milliseconds and runs every second. */
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    private final Supplier<Duration> sinceLastScan;

    RuleScanCheck(Supplier<Duration> sinceLastScan) {
        super("pngx", "rules");
        this.sinceLastScan = sinceLastScan;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        Duration since = sinceLastScan.get();
        if (since.compareTo(MAX_AGE) > 0) {
            result.down()
                    .message("The folder of rules was last read " + since.toSeconds()
                            + " seconds ago; changed rules are not loaded. Restart the controller.");
        } else {
            result.up();
        }
    }
}
