package io.pngx.controller.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingType;
import io.pngx.controller.store.SettingType.WholeNumber;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.web.ContractCheck.Operation;
import io.pngx.controller.web.api.LogStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds contract and program together: operations, parameters, keys of bodies, settings. */
class ContractTest {
    private static final String WHERE = "The contract is in src/main/resources/api: one file for each area.";
    /** Load balancers and scrapers may add parameters. */
    private static final Set<String> TAKE_ANYTHING = Set.of("GET /healthz", "GET /metrics");

    private static final String RULE = """
            - route:
                from:
                  uri: direct:rule-select
                  steps:
                    - setBody: { constant: "true" }
            """;

    private static final ContractCheck CONTRACT = ContractCheck.get();
    private static WebServer server;
    private static long replica;
    private static long drill;
    private static Household household;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start(Map.of("RULES_READ_ONLY", "false"));
        household = new Household(server);
        household.switchover();
        replica = household.id("Home");
        drill = new Drills(server.db)
                .queue(replica, true, Instant.now())
                .orElseThrow()
                .id();
        server.put("/api/rules/mine", WebServer.JSON.writeValueAsString(Map.of("text", RULE)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String address(Operation operation) {
        long id = switch (operation.path().split("/")[2]) {
            case "sync" -> household.plan;
            case "drills" -> drill;
            case "switchovers" -> new Switchovers(server.db).all().get(0).id();
            case "documents" -> 1;
            default -> replica;
        };
        return operation.path().replace("{id}", String.valueOf(id)).replace("{name}", "mine");
    }

    /** Routes that only forms of pages use: a POST beside a PUT, and the addresses for a DELETE. */
    private static boolean isForForms(String route, List<String> routes) {
        return route.startsWith("POST ")
                && (routes.contains(route.replace("POST ", "PUT ")) || route.matches(".*}/(delete|revoke)"));
    }

    @Test
    void everyRouteIsAnOperationAndEveryOperationIsARoute() {
        List<String> routes = new ArrayList<>(server.routes());
        routes.add("GET " + LogStream.PATH);
        assertThat(CONTRACT.operations().stream().map(Operation::toString))
                .as(WHERE + " Add the operation of a new route there, with its parameters and answers")
                .containsExactlyInAnyOrderElementsOf(routes.stream()
                        .filter(route -> route.matches("\\w+ (/api/.*|/healthz|/metrics)"))
                        .filter(route -> !route.startsWith("HEAD "))
                        .filter(route -> !isForForms(route, routes))
                        .toList());
    }

    @Test
    void everyOperationHasAnIdASentenceATagAndItsAnswers() {
        Set<String> tags = new TreeSet<>(CONTRACT.contract().path("tags").findValuesAsText("name"));
        assertThat(CONTRACT.operations())
                .extracting(each -> each.node().path("operationId").asText())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z][A-Za-z]+"));
        assertThat(CONTRACT.operations()).allSatisfy(each -> {
            assertThat(each.node().path("summary").asText()).as(each.toString()).matches("[A-Z].*\\.");
            assertThat(tags)
                    .as(each.toString())
                    .contains(each.node().path("tags").path(0).asText());
            assertThat(each.node().path("responses").has("default"))
                    .as(each.toString())
                    .isTrue();
            boolean json =
                    each.node().at("/responses/200/content/application~1json").isObject();
            boolean file = each.path().matches("/healthz|.*\\.json");
            assertThat(each.node().path("responses").has("304"))
                    .as(each + " has an ETag, or none")
                    .isEqualTo(each.method().equals("GET") && json && !file
                            || each.path().endsWith(".yaml"));
        });
    }

    @Test
    void everyOperationRefusesUnknownParametersAndNamesThoseOfTheContract() throws Exception {
        for (Operation operation : CONTRACT.operations()) {
            if (TAKE_ANYTHING.contains(operation.toString()) || operation.path().startsWith("/api/hooks/")) {
                continue;
            }
            WebServer.Reply reply = server.call(operation.method(), address(operation) + "?nonsense=1", "");
            assertThat(reply.status()).as(operation + " " + reply.body()).isEqualTo(400);
            Set<String> parameters = new TreeSet<>();
            operation.node().path("parameters").forEach(parameter -> {
                JsonNode found = CONTRACT.resolved(parameter);
                if (found.path("in").asText().equals("query")) {
                    parameters.add(found.path("name").asText());
                }
            });
            assertThat(allowed(reply)).as(operation + ". " + WHERE).isEqualTo(parameters);
        }
    }

    @Test
    void everyBodyHasTheKeysOfTheContract() throws Exception {
        for (Operation operation : CONTRACT.operations()) {
            if (!operation.node().has("requestBody") || operation.path().startsWith("/api/hooks/")) {
                continue;
            }
            WebServer.Reply reply = server.call(operation.method(), address(operation), "{\"nonsense\": 1}");
            assertThat(reply.status()).as(operation + " " + reply.body()).isEqualTo(400);
            Set<String> allowed = allowed(reply);
            // Ping addresses are a pattern in the contract; forms send names of their own.
            allowed.removeIf(key -> key.startsWith("ping_url_")
                    || operation.path().equals("/api/settings/test") && key.startsWith("master_")
                    || operation.path().equals("/api/configuration") && key.equals("shown"));
            assertThat(allowed).as(operation + ". " + WHERE).isEqualTo(CONTRACT.keysOfRequest(operation));
        }
    }

    @Test
    void everyChangeWithoutABodyRefusesFields() throws Exception {
        for (Operation operation : CONTRACT.operations()) {
            if (operation.method().equals("GET") || operation.node().has("requestBody")) {
                continue;
            }
            WebServer.Reply reply = server.call(operation.method(), address(operation), "{\"nonsense\": 1}");
            assertThat(reply.status()).as(operation + " " + reply.body()).isEqualTo(400);
            assertThat(reply.detail()).isEqualTo("nonsense: is not known; this address takes no fields.");
        }
        assertThat(server.settings.paused()).isFalse();
        assertThat(server.post("/api/pause", "{}").status()).isEqualTo(200);
        assertThat(server.form("POST", "/api/resume", "replica_id=1").status()).isEqualTo(200);
    }

    private static Set<String> allowed(WebServer.Reply reply) throws Exception {
        for (JsonNode error : reply.json().path("errors")) {
            if (error.path("field").asText().equals("nonsense")) {
                String allowed = error.path("message").asText().replaceFirst("is not known; (allowed are )?", "");
                return allowed.equals("this address takes no parameters")
                        ? new TreeSet<>()
                        : new TreeSet<>(Arrays.asList(allowed.split(", ")));
            }
        }
        throw new AssertionError("An unknown key or parameter was not refused: " + reply.body());
    }

    @Test
    void everySettingHasTheTypeTheLimitsAndTheDefaultOfTheProgram() {
        for (Setting<?> setting : Setting.all()) {
            String schema = setting.group().api().equals("/api/alerts") ? "AlertsChange" : "SettingsChange";
            JsonNode found = CONTRACT.contract().at("/components/schemas/" + schema + "/properties/" + setting.key());
            String as = setting.key() + " in " + schema + ". " + WHERE;
            assertThat(found.path("title").asText())
                    .as(as)
                    .isEqualTo(setting.title().toString());
            if (!(setting.type() instanceof SettingType.Plain<?> type)) {
                continue;
            }
            assertThat(found.path("default").asText()).as(as).isEqualTo(setting.byDefault());
            if (type instanceof WholeNumber number) {
                assertThat(found.path("type").asText()).as(as).isEqualTo("integer");
                assertThat(found.path("minimum").asInt()).as(as).isEqualTo(number.min());
                assertThat(found.path("maximum").asInt()).as(as).isEqualTo(number.max());
            }
            if (!type.options().isEmpty()) {
                assertThat(found.path("description").asText())
                        .as(as)
                        .isEqualTo(type.options().stream()
                                .map(option -> "`" + option.value() + "`: " + option.text())
                                .collect(Collectors.joining("; ")));
            }
            if (type instanceof SettingType.OneOf<?> words) {
                List<String> values = new ArrayList<>();
                found.path("enum").forEach(value -> values.add(value.asText()));
                assertThat(values)
                        .as(as)
                        .containsExactlyElementsOf(words.options().stream()
                                .map(SettingType.Option::value)
                                .toList());
            }
        }
    }

    @Test
    void theContractIsServedAsItIsAndAsAPage() throws Exception {
        WebServer.Reply yaml = server.get("/api/openapi.yaml");
        assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
        assertThat(yaml.body()).startsWith("# The contract of the API").contains("openapi: 3.1.0");

        String page = server.get("/api-docs").body();
        assertThat(CONTRACT.operations())
                .allSatisfy(each -> assertThat(page)
                        .contains("id=\"" + each.node().path("operationId").asText() + "\"")
                        .contains(each.path()));
        Matcher links = Pattern.compile("href=\"#([^\"]+)\"").matcher(page);
        Set<String> dead = new TreeSet<>();
        while (links.find()) {
            if (!page.contains("id=\"" + links.group(1) + "\"")) {
                dead.add(links.group(1));
            }
        }
        assertThat(dead).isEmpty();
        assertThat(server.get("/settings").body()).contains("href=\"/api-docs\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/settings", "/api/openapi.yaml", "/api/tokens"})
    void anAnswerThatTheClientHasIsNotSentAgain(String address) throws Exception {
        WebServer.Reply first = server.get(address);
        String tag = first.header("ETag");
        assertThat(tag).matches("W/\"[0-9a-f]{24}\"");
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");

        for (String known : List.of(tag, tag.substring(2), "\"other\", " + tag, "*")) {
            WebServer.Reply again = server.send(server.request(address).header("If-None-Match", known));
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
        }
        WebServer.Reply other = server.send(server.request(address).header("If-None-Match", "\"other\""));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(first.body());
    }

    @Test
    void anotherAnswerHasAnotherTag() throws Exception {
        String before = server.get("/api/settings").header("ETag");
        server.put("/api/settings", "{\"backup_keep\": 9}");

        WebServer.Reply after = server.send(server.request("/api/settings").header("If-None-Match", before));

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.json().path("backup_keep").asInt()).isEqualTo(9);
    }

    @Test
    void problemsPagesAndFilesHaveNoTag() throws Exception {
        assertThat(server.get("/api/replicas/99999").header("ETag")).isNull();
        assertThat(server.get("/settings").header("ETag")).isNull();
        assertThat(server.fragment("/api/settings").header("ETag")).isNull();
        assertThat(server.get("/api/replicas/" + replica + "/missing.csv").header("ETag"))
                .isNull();
    }

    /**
     * The names and types of the contract, one a line. A change of the contract changes this file, so that nobody
     * breaks scripts by accident.
     */
    @Test
    void aChangedContractIsAChangedFile() throws Exception {
        Path file = Path.of("src/test/resources/contract.txt");
        String now = ContractSurface.of(CONTRACT);
        if (Boolean.getBoolean("contract.write")) {
            Files.writeString(file, now);
        }
        assertThat(Files.readString(file))
                .as("The contract has changed. Is the change what scripts of users can live with? Then write the file"
                        + " again (-Dcontract.write=true), and add the change to CHANGELOG.md")
                .isEqualTo(now);
    }
}
