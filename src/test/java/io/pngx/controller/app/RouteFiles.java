package io.pngx.controller.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the route files of the program, for tests. */
final class RouteFiles {
    private static final Path FOLDER = Path.of("src/main/resources/routes");

    /** A route with all its steps, including nested steps. */
    record Route(String file, String id, String description, String from, Map<?, ?> yaml, List<Step> steps) {
        @Override
        public String toString() {
            return file + ": " + id;
        }
    }

    /** @param kind the name of the step: {@code to}, {@code toD}, {@code wireTap}, {@code enrich} ... */
    record Step(String route, String kind, String id, String uri) {
        boolean leaves() {
            return uri != null && uri.matches("(https?|sql|seda|file|jms):.*");
        }

        boolean isDirect() {
            return uri != null && uri.startsWith("direct:");
        }
    }

    static Stream<Map<?, ?>> entries(String key) {
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

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<Route> routes() {
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

    /** Returns the URI as Camel builds it, with the options from the URI and from {@code parameters:}. */
    private static String uri(Map<?, ?> step) {
        String uri = (String) step.get("uri");
        String options = step.get("parameters") instanceof Map<?, ?> parameters
                ? parameters.entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining("&"))
                : "";
        return options.isEmpty() ? uri : uri + (uri.contains("?") ? "&" : "?") + options;
    }

    static List<Step> steps() {
        return routes().stream().flatMap(route -> route.steps().stream()).toList();
    }

    private RouteFiles() {}
}
