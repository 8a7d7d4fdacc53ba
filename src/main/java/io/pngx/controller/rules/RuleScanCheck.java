package io.pngx.controller.rules;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Not ready while the folder of rules is not read any more: a stricter text would never be taken up. */
final class RuleScanCheck extends AbstractHealthCheck {
    /** A scan takes milliseconds, and comes every second. */
    static final Duration LONGEST = Duration.ofSeconds(60);

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
        if (since.compareTo(LONGEST) > 0) {
            result.down()
                    .message("The folder of rules was read " + since.toSeconds()
                            + " seconds ago and not since; changed rules are not taken up. Restart the controller.");
        } else {
            result.up();
        }
    }
}
