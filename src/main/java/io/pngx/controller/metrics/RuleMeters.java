package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pngx.controller.rules.RuleEngine;

/** Meters of the rules: whether their folder is still read, and whether their calls end. */
final class RuleMeters {
    private RuleMeters() {}

    static void register(MeterRegistry registry, RuleEngine rules) {
        Gauge.builder(
                        Metrics.PREFIX + "rules.scan.age",
                        () -> rules.loader().sinceLastScan().toMillis() / 1000.0)
                .description("Since the folder of rules was last read")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(Metrics.PREFIX + "rule.calls.overdue", rules::overdueCalls)
                .description("Calls of rules that go on although their time is over")
                .register(registry);
    }
}
