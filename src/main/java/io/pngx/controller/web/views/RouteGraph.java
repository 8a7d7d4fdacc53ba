package io.pngx.controller.web.views;

import io.pngx.controller.rules.RuleRouteId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.spi.Resource;

/**
 * The routes and the calls between them, grouped by stage. The routes of pages and API are omitted, because each of
 * these routes only calls one bean and sends the answer of the bean.
 */
record RouteGraph(List<Stage> stages) {
    /**
     * The stages of the files in {@code routes/}, in the order of the page. Routes of all other files belong to the
     * last stage.
     */
    private static final List<String[]> STAGES = List.of(
            stage("cycle", "Cycle", "Reads the master once, then each due replica under its lock."),
            stage(
                    "identity",
                    "Identity",
                    "Proves that a replica is no other instance, and that neither master nor replica was replaced."),
            stage("lookups", "Lookups", "Makes lookups equal before documents."),
            stage("plan", "Plan", "Plans work items, and selects new documents."),
            stage("documents", "Documents", "Compares, writes and reads back."),
            stage("uploads", "Uploads", "Carries new files."),
            stage("settling", "Settling", "Writes the metadata of uploaded documents, and maps them."),
            stage("files", "Files", "Carries changed files and versions."),
            stage("deletions", "Deletions", "Missing documents, restored copies and deletions."),
            stage("adoption", "Adoption", "Finds documents that the replica had before, by their bytes."),
            stage("review", "Review", "Dry runs, verifications and trials of rules; writes nothing."),
            stage("drill", "Drill", "Checks whether a replica could be used; writes nothing."),
            stage("switchover", "Switchover", "Makes a replica the master."),
            stage("errors", "Errors", "Handles the failures of all routes in the stages above."),
            stage("operations", "Operations", "Alerts, upkeep, connection tests, thumbnails and searches."),
            stage("rules", "Rules", "The rules that run now. Runs and alerts call them."),
            stage("other", "Other", "Routes that belong to no stage."));

    private static final Pattern FILE =
            Pattern.compile(".*routes/(?:engine/[0-9]+-([a-z-]+)|(operations)/[a-z-]+)\\.camel\\.yaml");
    private static final Pattern CALLED = Pattern.compile("(?:direct|seda):([^?]+).*");

    /** A group of routes. */
    record Stage(String key, String title, String about, List<Node> nodes) {}

    /** @param stage the key of the stage */
    record Node(String id, String stage, String description, List<Call> calls) {}

    /** @param async whether the caller goes on without waiting for the end of the called route */
    record Call(String target, boolean async) {}

    private static String[] stage(String key, String title, String about) {
        return new String[] {key, title, about};
    }

    static RouteGraph of(CamelContext camel) {
        Map<String, List<Node>> nodes = new TreeMap<>();
        for (Route route : camel.getRoutes()) {
            if (!(route.getEndpoint() instanceof PlatformHttpEndpoint)) {
                RouteDefinition definition =
                        camel instanceof ModelCamelContext model ? model.getRouteDefinition(route.getRouteId()) : null;
                String stage = stageOf(route);
                nodes.computeIfAbsent(stage, key -> new ArrayList<>())
                        .add(new Node(
                                route.getRouteId(),
                                stage,
                                route.getDescription() == null ? "" : route.getDescription(),
                                definition == null ? List.of() : calls(definition)));
            }
        }
        List<String> order = STAGES.stream().map(each -> each[0]).toList();
        return new RouteGraph(nodes.entrySet().stream()
                .sorted(Comparator.comparing(entry -> order.indexOf(entry.getKey())))
                .map(entry -> new Stage(
                        entry.getKey(),
                        STAGES.get(order.indexOf(entry.getKey()))[1],
                        STAGES.get(order.indexOf(entry.getKey()))[2],
                        entry.getValue()))
                .toList());
    }

    private static String stageOf(Route route) {
        if (RuleRouteId.of(route.getRouteId()).isPresent()) {
            return "rules";
        }
        Resource file = route.getSourceResource();
        Matcher matcher = FILE.matcher(file == null ? "" : file.getLocation());
        String found = !matcher.matches() ? "other" : matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return STAGES.stream().anyMatch(each -> each[0].equals(found)) ? found : "other";
    }

    private static List<Call> calls(RouteDefinition route) {
        Map<String, Boolean> found = new LinkedHashMap<>();
        // All routes share the error policy, so the picture has no arrows that lead to the error policy.
        List<ProcessorDefinition<?>> steps = route.getOutputs().stream()
                .filter(step -> !(step instanceof OnExceptionDefinition))
                .toList();
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(steps, ProcessorDefinition.class)) {
            String uri = step instanceof ToDefinition to
                    ? to.getUri()
                    : step instanceof ToDynamicDefinition dynamic ? dynamic.getUri() : null;
            Matcher called = CALLED.matcher(uri == null ? "" : uri);
            if (called.matches()) {
                boolean async =
                        step instanceof WireTapDefinition || called.group().startsWith("seda:");
                found.merge(called.group(1), async, Boolean::logicalAnd);
            }
        }
        return found.entrySet().stream()
                .map(entry -> new Call(entry.getKey(), entry.getValue()))
                .toList();
    }

    Map<String, Node> byId() {
        return stages.stream()
                .flatMap(stage -> stage.nodes().stream())
                .collect(Collectors.toMap(Node::id, node -> node, (one, other) -> one));
    }
}
