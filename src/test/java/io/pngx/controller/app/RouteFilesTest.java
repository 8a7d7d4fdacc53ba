package io.pngx.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What every route file keeps to, so that the pipeline can be read, stopped and counted route by route. */
class RouteFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/routes");

    /** A route with all its steps, however deep. */
    private record Route(String file, String id, String description, String from, Map<?, ?> yaml, List<Step> steps) {
        @Override
        public String toString() {
            return file + ": " + id;
        }
    }

    /** @param kind to, toD, wireTap, enrich ... */
    private record Step(String route, String kind, String id, String uri) {
        boolean leaves() {
            return uri != null && uri.matches("(https?|sql|seda|file|jms):.*");
        }

        boolean isDirect() {
            return uri != null && uri.startsWith("direct:");
        }
    }

    private static Stream<Map<?, ?>> entries(String key) {
        List<Map<?, ?>> found = new ArrayList<>();
        files().forEach(file -> {
            try (Reader in = Files.newBufferedReader(file)) {
                for (Object entry : (List<?>) new Load(LoadSettings.builder().build()).loadFromReader(in)) {
                    Object value = ((Map<?, ?>) entry).get(key);
                    if (value != null) {
                        Map<Object, Object> named = new LinkedHashMap<>((Map<?, ?>) value);
                        named.put("file", file.getFileName().toString());
                        found.add(named);
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        return found.stream();
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Route> routes() {
        return entries("route")
                .map(route -> {
                    Map<?, ?> from = (Map<?, ?>) route.get("from");
                    List<Step> steps = new ArrayList<>();
                    collect(String.valueOf(route.get("id")), from.get("steps"), steps);
                    return new Route(
                            (String) route.get("file"),
                            (String) route.get("id"),
                            (String) route.get("description"),
                            (String) from.get("uri"),
                            route,
                            steps);
                })
                .toList();
    }

    private static void collect(String route, Object node, List<Step> steps) {
        if (node instanceof List<?> list) {
            list.forEach(each -> collect(route, each, steps));
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if ("enrich".equals(key) && value instanceof Map<?, ?> enrich) {
                    steps.add(new Step(route, "enrich", (String) enrich.get("id"), (String) enrich.get("simple")));
                }
                if (value instanceof String uri && List.of("to", "toD").contains(key)) {
                    steps.add(new Step(route, (String) key, null, uri));
                } else if (value instanceof Map<?, ?> step && step.get("uri") != null) {
                    steps.add(new Step(route, (String) key, (String) step.get("id"), uri(step)));
                }
                collect(route, value, steps);
            });
        }
    }

    /** The URI as Camel builds it: options stand in the URI, or below it. */
    private static String uri(Map<?, ?> step) {
        String uri = (String) step.get("uri");
        String options = step.get("parameters") instanceof Map<?, ?> parameters
                ? parameters.entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining("&"))
                : "";
        return options.isEmpty() ? uri : uri + (uri.contains("?") ? "&" : "?") + options;
    }

    private static List<Step> steps() {
        return routes().stream().flatMap(route -> route.steps().stream()).toList();
    }

    @Test
    void thereAreRoutes() {
        assertThat(routes()).hasSizeGreaterThan(20);
        assertThat(steps().stream().filter(Step::leaves)).hasSizeGreaterThan(15);
    }

    @Test
    void everyRouteHasAnIdOfItsOwn() {
        assertThat(routes()).extracting(Route::id).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void aDirectRouteIsNamedAsItIsCalled() {
        assertThat(routes().stream().filter(route -> route.from().startsWith("direct:")))
                .isNotEmpty()
                .allSatisfy(
                        route -> assertThat(route.from()).as(route.toString()).isEqualTo("direct:" + route.id()));
    }

    @Test
    void everyRouteSaysInOneSentenceWhatItDoes() {
        assertThat(routes())
                .allSatisfy(route -> assertThat(route.description())
                        .as(route.toString())
                        .isNotBlank()
                        .matches("\\p{Lu}.*[^.]\\.")
                        .doesNotContain(". ")
                        .matches(text -> text.split(" ").length <= 15, "has at most 15 words"));
    }

    @Test
    void everyStepThatLeavesTheProcessHasANameOfItsOwn() {
        assertThat(steps().stream().filter(Step::leaves))
                .allSatisfy(step -> assertThat(step.id())
                        .as("%s in %s", step.uri(), step.route())
                        .isNotBlank());
        assertThat(Stream.concat(
                                routes().stream().map(Route::id),
                                steps().stream().map(Step::id))
                        .filter(Objects::nonNull))
                .doesNotHaveDuplicates();
    }

    @Test
    void aCallOfAStoppedRouteFailsAtOnceAndReachesAnExistingOne() {
        List<String> ids = routes().stream().map(Route::id).toList();
        assertThat(steps().stream().filter(Step::isDirect)).isNotEmpty().allSatisfy(step -> {
            assertThat(step.uri()).as("in %s", step.route()).endsWith("?block=false");
            assertThat(ids)
                    .contains(
                            step.uri().substring("direct:".length(), step.uri().indexOf('?')));
        });
    }

    @Test
    void everyRouteHasTheErrorPolicyOrNamesItsOwn() {
        List<Object> named = new ArrayList<>();
        List<Map<?, ?>> unnamed = new ArrayList<>();
        entries("routeConfiguration").forEach(policy -> {
            if (policy.get("id") == null) {
                unnamed.add(policy);
            } else {
                named.add(policy.get("id"));
            }
        });

        assertThat(unnamed).as("the policy of the pipeline, in one place").hasSize(1);
        assertThat(unnamed.get(0).get("onException")).isNotNull();
        assertThat(routes()).allSatisfy(route -> {
            Object configuration = route.yaml().get("routeConfigurationId");
            if (configuration != null) {
                assertThat(named).as(route.toString()).contains(configuration); // a typo there is no policy at all
            }
            Object own = route.yaml().get("errorHandler");
            assertThat(own == null || own.equals(Map.of("noErrorHandler", Map.of())))
                    .as(route.toString())
                    .isTrue();
        });
        assertThat(entries("errorHandler"))
                .as("an error handler of a file is one of all files")
                .isEmpty();
    }

    @Test
    void noWholeAddressIsDynamicSinceEachWouldBeAnEndpoint() {
        assertThat(steps())
                .allSatisfy(
                        step -> assertThat(step.uri()).as("in %s", step.route()).doesNotMatch("\\$\\{.*"));
    }

    @Test
    void everyCallOfAPaperlessNamesItsMethod() {
        assertThat(steps().stream().filter(step -> step.uri().startsWith("http:")))
                .allSatisfy(step -> assertThat(step.uri())
                        .as("in %s", step.route())
                        .containsPattern("[?&]httpMethod=(GET|HEAD|POST|PATCH|DELETE)(&|$)"));
    }

    @Test
    void theMasterIsOnlyRead() {
        assertThat(steps().stream().filter(step -> step.uri().startsWith("http://master/")))
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(step.uri()).as("in %s", step.route()).containsPattern("httpMethod=(GET|HEAD)(&|$)"));
    }

    @Test
    void originalsAreStreamedSinceTheyMayBeLargerThanTheMemory() {
        assertThat(steps().stream()
                        .filter(step -> step.uri().matches("http.*/(preview|download)/.*")
                                && step.uri().contains("httpMethod=GET")))
                .isNotEmpty()
                .allSatisfy(
                        step -> assertThat(step.uri()).as("in %s", step.route()).contains("disableStreamCache=true"));
    }
}
