package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Set;

/**
 * Filters Camel's meters. Without the filter, every scrape would contain eight meters for each of more than 200 routes.
 */
final class CamelMeters {
    private static final String PREFIX = "camel.";
    /** Meters that can be derived from other meters, or that are always 0. */
    private static final Set<String> LEFT_OUT = Set.of(
            "camel.exchanges.succeeded",
            "camel.exchanges.failures.handled",
            "camel.exchanges.external.redeliveries",
            "camel.exchanges.inflight");

    private CamelMeters() {}

    /**
     * Drops unneeded meters. Meters of web routes are not needed, because the failures of these routes are logged. Must
     * be called before Camel registers its first meter.
     */
    static void keepWhatIsRead(MeterRegistry registry) {
        registry.config()
                .meterFilter(MeterFilter.deny(
                        id -> LEFT_OUT.contains(id.getName()) || id.getName().startsWith(PREFIX) && isOfTheWeb(id)))
                .meterFilter(sameEverywhere("camelContext"))
                .meterFilter(sameEverywhere("kind"));
    }

    private static boolean isOfTheWeb(Meter.Id id) {
        String route = id.getTag("routeId");
        return route != null && (route.startsWith("api-") || route.startsWith("ui-"));
    }

    /** Returns a filter that drops a label whose value is the same for all meters. */
    private static MeterFilter sameEverywhere(String label) {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith(PREFIX)
                        ? MeterFilter.ignoreTags(label).map(id)
                        : id;
            }
        };
    }
}
