package io.pngx.controller.app;

import static io.pngx.controller.app.RouteFiles.routes;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.app.RouteFiles.Route;
import io.pngx.controller.app.RouteFiles.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that docs/walkthrough.md describes the current routes. */
class WalkthroughTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private final Map<String, Route> routes =
            routes().stream().collect(Collectors.toMap(Route::id, Function.identity()));

    /** A row of a table: a route, and the routes that it calls. */
    private record Hop(String route, List<String> calls) {}

    private static List<String> names(String text) {
        return NAME.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Returns the tables of the page, in their order. */
    private static List<List<Hop>> tables() throws IOException {
        List<List<Hop>> tables = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("docs/walkthrough.md"))) {
            if (line.startsWith("| route")) {
                tables.add(new ArrayList<>());
            } else if (line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                tables.get(tables.size() - 1).add(new Hop(names(cells[1]).get(0), names(cells[2])));
            }
        }
        return tables;
    }

    private static Set<String> calls(Route route) {
        return route.steps().stream().filter(Step::leaves).map(Step::id).collect(Collectors.toSet());
    }

    private Set<String> next(String route) {
        return routes.get(route).steps().stream()
                .filter(Step::isDirect)
                .map(step -> step.uri().replaceFirst("direct:", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void everyHopIsARouteThatMakesTheseCalls() throws IOException {
        assertThat(tables()).hasSize(3).allSatisfy(table -> assertThat(table).isNotEmpty());
        for (Hop hop : tables().stream().flatMap(List::stream).toList()) {
            assertThat(routes).containsKey(hop.route());
            assertThat(calls(routes.get(hop.route()))).as(hop.route()).containsAll(hop.calls());
        }
    }

    @Test
    void everyHopIsReachedFromAHopAbove() throws IOException {
        for (List<Hop> table : tables().subList(0, 2)) {
            Set<String> above = new HashSet<>();
            for (Hop hop : table) {
                boolean begins =
                        above.isEmpty() || routes.get(hop.route()).from().startsWith("quartz:");
                assertThat(begins
                                || above.stream().anyMatch(route -> next(route).contains(hop.route())))
                        .as(hop.route())
                        .isTrue();
                above.add(hop.route());
            }
        }
    }

    @Test
    void noCallOfAHopIsLeftOut() throws IOException {
        Map<String, Set<String>> told = tables().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(Hop::route, hop -> new LinkedHashSet<>(hop.calls()), (one, other) -> {
                    one.addAll(other);
                    return one;
                }));
        told.forEach((route, calls) ->
                assertThat(calls).as(route).containsExactlyInAnyOrderElementsOf(calls(routes.get(route))));
    }

    @Test
    void everyNameInTheTextIsOneOfTheRoutes() throws IOException {
        Set<String> known = new HashSet<>(routes.keySet());
        routes.values().forEach(route -> known.addAll(calls(route)));
        String page = Files.readString(Path.of("docs/walkthrough.md"));

        assertThat(NAME.matcher(page).results().map((MatchResult found) -> found.group(1)))
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(known).contains(name));
    }

    @Test
    void theTableOfTheArchitectureHasEveryRouteOfTheEngine() throws IOException {
        Map<String, List<String>> told = Files.readAllLines(Path.of("docs/architecture.md")).stream()
                .filter(line -> line.matches("\\| `\\d\\d-.*"))
                .collect(Collectors.toMap(
                        line -> line.replaceFirst("^\\| `([^`]+)`.*", "$1") + ".camel.yaml",
                        line -> names(line.split("\\|")[2])));

        assertThat(told).isNotEmpty();
        told.forEach((file, ids) -> assertThat(routes().stream()
                        .filter(route -> route.file().equals(file))
                        .map(Route::id))
                .as(file)
                .containsExactlyElementsOf(ids));
        assertThat(told.keySet())
                .containsAll(routes().stream()
                        .map(Route::file)
                        .filter(file -> file.matches("\\d\\d-.*"))
                        .toList());
    }
}
