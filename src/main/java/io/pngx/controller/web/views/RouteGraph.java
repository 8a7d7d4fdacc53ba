package io.pngx.controller.web.views;

import io.pngx.controller.rules.RuleRouteId;
import io.pngx.controller.text.Text;
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
     * The stages of the files in {@code routes/}, in the order of the page. The first word of a file's name is its
     * stage. Routes of all other files belong to the last stage.
     */
    private static final List<StageName> STAGES = List.of(
            new StageName(
                    "cycle",
                    Text.of("Cycle"),
                    Text.of("Reads the master once, then synchronises each due replica "
                            + "under the lock of that replica.")),
            new StageName(
                    "identity",
                    Text.of("Identity"),
                    Text.of("Proves that a replica is neither the master nor another replica, and that no instance "
                            + "was replaced.")),
            new StageName("lookups", Text.of("Lookups"), Text.of("Makes lookups equal before documents.")),
            new StageName("plan", Text.of("Plan"), Text.of("Plans work items, and selects new documents.")),
            new StageName("documents", Text.of("Documents"), Text.of("Compares, writes and reads back.")),
            new StageName("uploads", Text.of("Uploads"), Text.of("Carries new files.")),
            new StageName(
                    "settling",
                    Text.of("Settling"),
                    Text.of("Writes the metadata of uploaded documents, and maps them.")),
            new StageName("files", Text.of("Files"), Text.of("Carries changed files and versions.")),
            new StageName(
                    "deletions", Text.of("Deletions"), Text.of("Missing documents, restored copies and deletions.")),
            new StageName(
                    "adoption",
                    Text.of("Adoption"),
                    Text.of("Finds documents that the replica had before the controller, by their bytes.")),
            new StageName(
                    "review",
                    Text.of("Review"),
                    Text.of("Dry runs, verifications and trials of rules, which write nothing.")),
            new StageName(
                    "drill", Text.of("Drill"), Text.of("Checks whether a replica could be used; writes nothing.")),
            new StageName("switchover", Text.of("Switchover"), Text.of("Makes a replica the master.")),
            new StageName(
                    "errors", Text.of("Errors"), Text.of("Handles the failures of all routes in the stages above.")),
            new StageName(
                    "operations",
                    Text.of("Operations"),
                    Text.of("Alerts, upkeep, connection tests, thumbnails and searches.")),
            new StageName("rules", Text.of("Rules"), Text.of("The rules that run now. Runs and alerts call them.")),
            new StageName("other", Text.of("Other"), Text.of("Routes that belong to no stage.")));

    private static final Pattern FILE =
            Pattern.compile(".*routes/(?:engine/[0-9]+-([a-z]+)(?:-[a-z]+)?|(operations)/[a-z-]+)\\.camel\\.yaml");
    private static final Pattern CALLED = Pattern.compile("(?:direct|seda):([^?]+).*");

    /** A stage without its routes. */
    private record StageName(String key, Text title, Text about) {}

    /** A group of routes. */
    record Stage(String key, Text title, Text about, List<Node> nodes) {}

    /** @param stage the key of the stage */
    record Node(String id, String stage, Text description, List<Call> calls) {}

    /** @param async whether the caller goes on without waiting for the end of the called route */
    record Call(String target, boolean async) {}

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
                                Text.of(route.getDescription() == null ? "" : route.getDescription()),
                                definition == null ? List.of() : calls(definition)));
            }
        }
        List<String> order = STAGES.stream().map(StageName::key).toList();
        return new RouteGraph(nodes.entrySet().stream()
                .sorted(Comparator.comparing(entry -> order.indexOf(entry.getKey())))
                .map(entry -> new Stage(
                        entry.getKey(),
                        STAGES.get(order.indexOf(entry.getKey())).title(),
                        STAGES.get(order.indexOf(entry.getKey())).about(),
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
        return STAGES.stream().anyMatch(each -> each.key().equals(found)) ? found : "other";
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
