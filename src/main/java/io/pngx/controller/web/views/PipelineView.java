package io.pngx.controller.web.views;

import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The routes with their counters, as the page shows them.
 *
 * @param startedAt when the controller started
 * @param counted whether completed exchanges are counted, which needs Camel's management agent
 * @param failures the routes that failed since the start, the last failure first
 */
public record PipelineView(String startedAt, boolean counted, List<Stage> stages, List<RouteRow> failures) {
    /** A group of routes with its picture. */
    public record Stage(String key, Text title, Text about, List<RouteRow> routes, RoutePicture picture) {
        /** Returns the route with this id, for a box of the picture. */
        public RouteRow row(String id) {
            return routes.stream()
                    .filter(row -> row.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        public boolean hasFailure() {
            return routes.stream().anyMatch(row -> row.lastFailure() != null);
        }
    }

    /**
     * One route.
     *
     * @param rule the name of the rule; null: the route is the controller's
     * @param state {@code started}, {@code stopped}, or another state of Camel
     * @param completed exchanges completed since the start; null: not counted
     * @param failed failures since the start
     * @param lastFailure one sentence; null: no failure was logged
     */
    public record RouteRow(
            String id,
            String name,
            String rule,
            Text description,
            String state,
            Long completed,
            long failed,
            long inFlight,
            String lastFailureAt,
            Text lastFailure,
            List<String> calls) {
        public boolean stopped() {
            return !state.equals("started");
        }

        /** Returns the state that determines the colour of the route. */
        public String level() {
            if (stopped()) {
                return "stopped";
            }
            if (failed > 0) {
                return "failed";
            }
            if (inFlight > 0) {
                return "running";
            }
            return completed == null || completed > 0 ? "success" : "idle";
        }

        /** Returns the counters in a few words. */
        public Text counts() {
            List<Text> counts = new ArrayList<>();
            if (stopped()) {
                counts.add(new Formats().plain(state));
            }
            counts.add(completed == null ? Text.of("not counted") : Text.of("{0} done", completed));
            if (failed > 0) {
                counts.add(Text.of("{0} failed", failed));
            }
            if (inFlight > 0) {
                counts.add(Text.of("{0} now", inFlight));
            }
            return Text.join(" · ", counts);
        }

        /** Returns everything about the route, for the tooltip of the box. */
        public Text tip() {
            Text tip = Text.of("{0}. {1} {2}.", id, description, counts());
            return lastFailure == null ? tip : Text.of("{0} Last failure: {1}", tip, lastFailure);
        }
    }

    /** Returns a map from the id of each route to the name of its stage. */
    public Map<String, Text> titles() {
        Map<String, Text> titles = new HashMap<>();
        stages.forEach(stage -> stage.routes().forEach(row -> titles.put(row.id(), stage.title())));
        return titles;
    }

    public long routes() {
        return stages.stream().mapToLong(stage -> stage.routes().size()).sum();
    }

    public List<RouteRow> stoppedRoutes() {
        return stages.stream()
                .flatMap(stage -> stage.routes().stream())
                .filter(RouteRow::stopped)
                .toList();
    }
}
