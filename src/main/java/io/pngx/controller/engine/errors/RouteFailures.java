package io.pngx.controller.engine.errors;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The failures of each route since the start. Only failures that were logged as a warning or an error count. Keeps the
 * last failure of each route, with the sentence of the log.
 */
public final class RouteFailures {
    private final Map<String, Failed> routes = new ConcurrentHashMap<>();

    /**
     * The failures of one route.
     *
     * @param sentence the last failure as the log describes it
     */
    public record Failed(long count, Instant lastAt, Text sentence) {}

    void record(String routeId, Instant at, Text sentence) {
        if (routeId != null) {
            routes.merge(
                    routeId, new Failed(1, at, sentence), (known, last) -> new Failed(known.count() + 1, at, sentence));
        }
    }

    public Optional<Failed> of(String routeId) {
        return Optional.ofNullable(routes.get(routeId));
    }
}
