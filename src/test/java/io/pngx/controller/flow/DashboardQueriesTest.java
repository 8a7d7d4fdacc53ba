package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.metrics.Scrape;
import io.pngx.controller.paperless.Json;
import io.pngx.simulator.NewDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Checks that all queries of dashboard and alert rules, and all metrics in the docs, name existing metrics and labels.
 */
class DashboardQueriesTest {
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:pngx_controller|jvm|process|system|camel)_[a-z_]+)(\\{[^}]*})?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)(=~|!=|=)\"([^\"]*)\"");

    private static World world;
    private static Scrape scrape;

    @BeforeAll
    static void sync() {
        world = World.managed(Version.V2, Version.V3);
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.run();
        System.gc(); // the metric of GC pauses exists after the first pause
        scrape = world.eventually(
                "a scrape with a pause",
                () -> Scrape.of(world.boot.url() + "/metrics"),
                now -> now.names().contains("jvm_gc_pause_seconds_sum"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static List<String> queriesOfTheDashboard() throws Exception {
        List<String> queries = new ArrayList<>();
        JsonNode dashboard = Json.MAPPER.readTree(Files.readString(Path.of("grafana/pngx-controller.json")));
        dashboard
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> queries.add(target.path("expr").asText())));
        dashboard
                .path("templating")
                .path("list")
                .forEach(variable ->
                        queries.add(variable.path("query").path("query").asText()));
        return queries;
    }

    private static List<String> queriesOfTheRules() throws Exception {
        List<String> queries = new ArrayList<>();
        Map<?, ?> rules = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(Path.of("docs/alerts.rules.yml")));
        ((List<?>) rules.get("groups"))
                .forEach(group -> ((List<?>) ((Map<?, ?>) group).get("rules"))
                        .forEach(rule -> queries.add((String) ((Map<?, ?>) rule).get("expr"))));
        return queries;
    }

    @Test
    void everyQueryNamesAMetricThatIsThere() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        List<String> queries = new ArrayList<>(queriesOfTheDashboard());
        queries.addAll(queriesOfTheRules());
        int metrics = 0;
        for (String query : queries) {
            Matcher metric = METRIC.matcher(query);
            while (metric.find()) {
                metrics++;
                String name = metric.group(1);
                if (!scrape.names().contains(name)) {
                    wrong.put(query, "there is no " + name);
                    continue;
                }
                Matcher label = LABEL.matcher(metric.group(2) == null ? "" : metric.group(2));
                while (label.find()) {
                    Set<String> values = scrape.labels(name, label.group(1));
                    boolean variable = label.group(3).startsWith("$");
                    if (values.isEmpty()
                            || !variable
                                    && !List.of(label.group(3).split("\\|")).stream()
                                            .allMatch(values::contains)) {
                        wrong.put(query, name + " has no " + label.group() + " but " + values);
                    }
                }
            }
        }

        assertThat(queries).hasSizeGreaterThan(30);
        assertThat(metrics).isGreaterThan(35);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theDashboardShowsWhatItPromises() throws Exception {
        String all = String.join("\n", queriesOfTheDashboard());

        assertThat(all)
                .contains(
                        "replica_state",
                        "replica_lag_seconds",
                        "transferred_bytes_total",
                        "deletions_total",
                        "documents_synced_total",
                        "api_request_duration_seconds_bucket",
                        "replica_documents",
                        "deletions_held",
                        "jvm_memory_used_bytes");
    }

    @Test
    void theDocsNameOurMetricsAllOfThemAndNoOthers() throws Exception {
        Set<String> documented = new TreeSet<>();
        Matcher name =
                Pattern.compile("`(pngx_controller_[a-z_]+)`").matcher(Files.readString(Path.of("docs/monitoring.md")));
        while (name.find()) {
            documented.add(name.group(1));
        }
        Set<String> ours = new TreeSet<>();
        scrape.names().stream()
                .filter(each -> each.startsWith("pngx_controller_"))
                .forEach(each -> ours.add(each.replaceFirst("_seconds_(bucket|count|sum|max)$", "_seconds")));

        assertThat(documented).isEqualTo(ours);
    }
}
