package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pngx.controller.rules.RuleEngine;

/**
 * Registers the meters of the rules: the time since the last scan of the folder of rules, and the number of overdue
 * calls.
 */
final class RuleMeters {
    private RuleMeters() {}

    static void register(MeterRegistry registry, RuleEngine rules) {
        Gauge.builder(
                        Metrics.PREFIX + "rules.scan.age",
                        () -> rules.loader().sinceLastScan().toMillis() / 1000.0)
                .description("Time since the last scan of the folder of rules")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(Metrics.PREFIX + "rule.calls.overdue", rules::overdueCalls)
                .description("Calls of rules that still run after their time limit")
                .register(registry);
    }
}
