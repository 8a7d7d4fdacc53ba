package io.pngx.controller.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scrape, parsed as Prometheus parses it. */
public record Scrape(Map<Series, Double> values, Map<String, String> types, String text) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    public record Series(String name, Map<String, String> labels) {}

    public static Scrape of(String url) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200
                    || !answer.headers()
                            .firstValue("Content-Type")
                            .orElse("")
                            .startsWith("text/plain; version=0.0.4")) {
                throw new AssertionError(
                        answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
            }
            return read(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Scrape read(String text) {
        Map<Series, Double> values = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                types.put(line.split(" ")[2], line.split(" ")[3]);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("no line of a metric: " + line);
                }
                Map<String, String> labels = new TreeMap<>();
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                Double before = values.put(
                        new Series(sample.group(1), labels),
                        Double.valueOf(sample.group(3).replace("Inf", "Infinity")));
                if (before != null) {
                    throw new AssertionError("twice: " + line);
                }
            }
        }
        return new Scrape(values, types, text);
    }

    /** @param labels names and values in turn */
    public double value(String name, String... labels) {
        Double value = values.get(new Series(name, map(labels)));
        if (value == null) {
            throw new AssertionError("there is no " + name + map(labels) + " among "
                    + values.keySet().stream()
                            .filter(key -> key.name().equals(name))
                            .toList());
        }
        return value;
    }

    /** Returns the sum over all series of a name that have these labels. */
    public double sum(String name, String... labels) {
        return values.entrySet().stream()
                .filter(each -> each.getKey().name().equals(name)
                        && each.getKey()
                                .labels()
                                .entrySet()
                                .containsAll(map(labels).entrySet()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Returns all values of a label of a metric. */
    public Set<String> labels(String name, String label) {
        Set<String> found = new TreeSet<>();
        values.keySet().stream()
                .filter(key -> key.name().equals(name) && key.labels().containsKey(label))
                .forEach(key -> found.add(key.labels().get(label)));
        return found;
    }

    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        values.keySet().forEach(key -> names.add(key.name()));
        return names;
    }

    private static Map<String, String> map(String... labels) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            map.put(labels[i], labels[i + 1]);
        }
        return map;
    }
}
