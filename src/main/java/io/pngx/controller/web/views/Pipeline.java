package io.pngx.controller.web.views;

import io.pngx.controller.engine.errors.RouteFailures;
import io.pngx.controller.rules.RuleRouteId;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.web.views.PipelineView.RouteRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;

/**
 * Reads the routes and their counters from Camel when somebody opens the page. At other times, reads nothing. Draws the
 * pictures again only if routes were added or removed, for example after a change of a rule.
 */
public final class Pipeline {
    private static final int FAILURES = 20;

    private final CamelContext camel;
    private final Instant startedAt = Instant.now();
    private volatile Drawn drawn;

    private record Drawn(List<String> ids, RouteGraph graph, Map<String, RoutePicture> pictures) {}

    public Pipeline(CamelContext camel) {
        this.camel = camel;
    }

    public PipelineView read() {
        Drawn now = drawn();
        RouteFailures failures = camel.getRegistry().lookupByNameAndType("routeFailures", RouteFailures.class);
        ManagedCamelContext managed = camel.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        List<PipelineView.Stage> stages = now.graph().stages().stream()
                .map(stage -> new PipelineView.Stage(
                        stage.key(),
                        stage.title(),
                        stage.about(),
                        stage.nodes().stream()
                                .map(node -> row(node, failures, managed))
                                .toList(),
                        now.pictures().get(stage.key())))
                .toList();
        List<RouteRow> failed = stages.stream()
                .flatMap(stage -> stage.routes().stream())
                .filter(row -> row.lastFailure() != null)
                .sorted(Comparator.comparing(RouteRow::lastFailureAt).reversed())
                .limit(FAILURES)
                .toList();
        boolean counted =
                stages.stream().flatMap(stage -> stage.routes().stream()).allMatch(row -> row.completed() != null);
        return new PipelineView(Times.text(startedAt), counted, stages, failed);
    }

    private Drawn drawn() {
        List<String> ids = camel.getRoutes().stream().map(Route::getRouteId).toList();
        Drawn known = drawn;
        if (known == null || !known.ids().equals(ids)) {
            RouteGraph graph = RouteGraph.of(camel);
            Map<String, RoutePicture> pictures = graph.stages().stream()
                    .collect(Collectors.toMap(
                            RouteGraph.Stage::key,
                            stage -> RoutePicture.of(stage, graph.byId().keySet())));
            known = new Drawn(ids, graph, pictures);
            drawn = known;
        }
        return known;
    }

    private RouteRow row(RouteGraph.Node node, RouteFailures failures, ManagedCamelContext managed) {
        String id = node.id();
        Optional<RuleRouteId> rule = RuleRouteId.of(id);
        ManagedRouteMBean counters = managed == null ? null : managed.getManagedRoute(id);
        Optional<RouteFailures.Failed> failed = failures == null ? Optional.empty() : failures.of(id);
        ServiceStatus status = camel.getRouteController().getRouteStatus(id);
        return new RouteRow(
                id,
                rule.map(part -> part.rule() + ": " + part.route()).orElse(id),
                rule.map(RuleRouteId::rule).orElse(null),
                node.description(),
                status == null ? "removed" : LowerCase.of(status),
                completed(counters, failed.map(RouteFailures.Failed::count).orElse(0L)),
                failed.map(RouteFailures.Failed::count).orElse(0L) + unhandled(counters),
                camel.getInflightRepository().size(id),
                failed.map(RouteFailures.Failed::lastAt).map(Times::text).orElse(null),
                failed.map(RouteFailures.Failed::sentence).orElse(null),
                node.calls().stream().map(RouteGraph.Call::target).toList());
    }

    /** @param handled number of failures that the error policy handled; Camel counts these exchanges as completed */
    private static Long completed(ManagedRouteMBean counters, long handled) {
        try {
            return counters == null ? null : (Long) Math.max(0, counters.getExchangesCompleted() - handled);
        } catch (Exception e) {
            return null; // the route was removed meanwhile
        }
    }

    /**
     * Returns the number of failures that the route passed on to its caller. The log attributes these failures to the
     * caller.
     */
    private static long unhandled(ManagedRouteMBean counters) {
        try {
            return counters == null ? 0 : counters.getExchangesFailed();
        } catch (Exception e) {
            return 0;
        }
    }
}
