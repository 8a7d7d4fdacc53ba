package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pngx.controller.metrics.Scrape;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The process and the programs that watch it: Prometheus, a health check, Hawtio, an alert target, and a workflow of
 * the master.
 */
class WatchedProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String P = "pngx_controller_";
    private static final String JOLOKIA = "/hawtio/jolokia";

    private final Paperless master = Version.V3.start();
    private final Paperless replica = Version.V2.start();
    private final Paperless other = Version.V3.start();
    private final SecondJvm controller = new SecondJvm("128m");
    private final WireMockServer outside =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());

    @BeforeEach
    void start() {
        outside.start();
        outside.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
        paper("one");
        controller.configure(master, List.of(replica, other), 2, Duration.ofSeconds(30));
        controller.start();
        controller.awaitSuccess(2, PATIENCE);
    }

    @AfterEach
    void end() {
        controller.close();
        outside.stop();
        List.of(master, replica, other).forEach(Paperless::close);
    }

    private int paper(String title) {
        return master.library()
                .add(NewDocument.text(title + ".txt", "The text of " + title).title(title));
    }

    private void eventually(String what, BooleanSupplier condition) {
        controller.awaitWhileItRuns(what, PATIENCE, condition);
    }

    private void theRunsEnd() {
        eventually(
                "the end of the runs",
                () -> controller.count("select count(*) from sync_runs where finished_at is null") == 0);
    }

    private void assertHealthy() {
        for (String url : List.of(
                controller.url() + "/healthz",
                controller.managementUrl() + "/health/live",
                controller.managementUrl() + "/health/ready")) {
            assertThat(status(url)).as(url).isEqualTo(200);
        }
    }

    private int status(String url) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(url))).statusCode();
    }

    @Test
    void prometheus_reads_the_same_of_both_ports_and_a_replica_that_is_down_restarts_nobody() {
        eventually(
                "the route has ended, too",
                () -> Scrape.of(controller.url() + "/metrics")
                                .sum("camel_route_policy_seconds_count", "routeId", "syncReplica")
                        == 2);
        Scrape page = Scrape.of(controller.url() + "/metrics");
        assertThat(ours(Scrape.of(controller.managementUrl() + "/metrics")))
                .isEqualTo(ours(page))
                .isNotEmpty();
        for (Paperless each : List.of(replica, other)) {
            String name = "replica " + each.port();
            assertThat(page.value(P + "sync_runs_total", "replica", name, "mode", "incremental", "outcome", "success"))
                    .isEqualTo(1);
            assertThat(page.value(P + "documents_synced_total", "replica", name, "action", "uploaded"))
                    .isEqualTo(1);
            assertThat(page.value(P + "transferred_bytes_total", "replica", name))
                    .isEqualTo("The text of one".length());
            assertThat(page.value(P + "replica_state", "replica", name, "state", "up_to_date"))
                    .isEqualTo(1);
            assertThat(page.value(P + "replica_lag_seconds", "replica", name))
                    .isBetween(0.0, PATIENCE.toSeconds() + 0.0);
            assertThat(page.sum(P + "api_request_duration_seconds_count", "target", name))
                    .isEqualTo(each.journal().all().size());
        }
        assertThat(page.labels(P + "sync_runs_total", "outcome"))
                .containsExactly("aborted", "cancelled", "failed", "partial", "success");

        other.close();
        controller.run();
        theRunsEnd();
        Scrape after = Scrape.of(controller.url() + "/metrics");
        assertThat(after.value(P + "replica_state", "replica", "replica " + other.port(), "state", "unreachable"))
                .isEqualTo(1);
        assertThat(after.value(
                        P + "last_success_timestamp_seconds",
                        "replica",
                        "replica " + other.port(),
                        "mode",
                        "incremental"))
                .as("what a person wants to know")
                .isPositive();
        assertHealthy();
    }

    private static List<String> ours(Scrape scrape) {
        return scrape.names().stream()
                .filter(name -> name.startsWith(P))
                .sorted()
                .toList();
    }

    @Test
    void hawtio_stops_a_route_the_replica_pauses_and_the_container_stays_healthy() {
        assertThat(status(controller.managementUrl() + JOLOKIA))
                .as("without the password")
                .isEqualTo(401);
        assertThat(route("read", "State").path("value").asText()).isEqualTo("Started");
        assertThat(jolokia(Map.of(
                                "type",
                                "exec",
                                "mbean",
                                "org.apache.camel:context=pngx-controller,type=context,name=\"pngx-controller\"",
                                "operation",
                                "sendBody(java.lang.String,java.lang.Object)",
                                "arguments",
                                List.of("direct:deadLetter", "x")))
                        .path("status")
                        .asInt())
                .isEqualTo(403);

        assertThat(route("exec", "stop()").path("status").asInt()).isEqualTo(200);
        assertThat(route("read", "State").path("value").asText()).isEqualTo("Stopped");
        paper("two");
        assertThat(controller.call("POST", "/api/sync", Map.of()).statusCode()).isEqualTo(202);
        eventually(
                "its runs end", () -> controller.count("select count(*) from sync_runs where state = 'failed'") == 2);
        assertHealthy();
        assertThat(List.of(replica, other))
                .as("it pauses")
                .allMatch(each -> each.library().documents().size() == 1);

        assertThat(route("exec", "start()").path("status").asInt()).isEqualTo(200);
        assertThat(controller.call("POST", "/api/sync", Map.of()).statusCode()).isEqualTo(202);
        eventually(
                "what waited",
                () -> replica.library().documents().size() == 2
                        && other.library().documents().size() == 2);
        theRunsEnd();
        assertThat(Equal.differences(master, replica)).isEmpty();
        assertThat(controller.count("select count(*) from logs where master_id is not null and level = 'ERROR'"))
                .as("documents that failed")
                .isZero();
    }

    @Test
    void the_health_check_of_the_container_is_content_also_while_its_own_route_is_stopped() {
        assertThat(route("api-health", "exec", "stop()").path("status").asInt()).isEqualTo(200);
        assertThat(status(controller.url() + "/healthz")).isEqualTo(405);
        assertThat(controller.command(Map.of(), "health").code()).isZero();
        assertThat(route("api-health", "exec", "start()").path("status").asInt())
                .isEqualTo(200);
        assertHealthy();
    }

    private JsonNode route(String type, String what) {
        return route("syncReplica", type, what);
    }

    private JsonNode route(String id, String type, String what) {
        return jolokia(Map.of(
                "type",
                type,
                "mbean",
                "org.apache.camel:context=pngx-controller,type=routes,name=\"" + id + "\"",
                type.equals("read") ? "attribute" : "operation",
                what));
    }

    private JsonNode jolokia(Map<String, ?> question) {
        return SecondJvm.json(controller.manage("POST", JOLOKIA, question));
    }

    @Test
    void an_alert_tells_of_a_failure_and_of_its_end_and_a_broken_target_disturbs_nobody() {
        String here = "http://127.0.0.1:" + outside.port();
        assertThat(controller
                        .call(
                                "PUT",
                                "/api/alerts",
                                Map.of(
                                        "webhook_url",
                                        here + "/hook",
                                        "ping_url_1",
                                        here + "/ping",
                                        "ntfy_url",
                                        "http://127.0.0.1:" + FreePorts.next() + "/nobody"))
                        .statusCode())
                .isEqualTo(200);
        replica.faults().on("GET", "/api/.*").status(502);
        assertThat(controller.run().path("state").asText()).isEqualTo("failed");
        eventually(
                "the failure",
                () -> posted("/hook").size() == 1 && posted("/ping/fail").size() == 1);
        // The run before this test may have ended after the last check for changes. Its pings come before this failure.
        int starts = posted("/ping/start").size();
        int successes = posted("/ping").size();
        replica.faults().clear();
        paper("two");
        assertThat(controller.run().path("state").asText()).isEqualTo("success");
        eventually(
                "its end", () -> posted("/hook").size() == 2 && posted("/ping").size() == successes + 1);

        assertThat(posted("/hook"))
                .extracting(alert -> Alerted.read(alert).get("event").toString())
                .containsExactly("failing", "recovered");
        assertThat(posted("/ping/start")).hasSize(starts + 1);
        assertThat(replica.library().documents()).hasSize(2);
        eventually(
                "the broken one stands in the log",
                () -> controller.count("select count(*) from logs where message like 'The alert target ntfy did "
                                + "not accept an alert%'")
                        > 0);
    }

    private List<LoggedRequest> posted(String path) {
        return outside.findAll(WireMock.postRequestedFor(WireMock.urlPathEqualTo(path)));
    }

    @Test
    void a_workflow_of_the_master_brings_its_document_within_seconds() {
        String token = SecondJvm.json(
                        controller.call("POST", "/api/tokens", Map.of("name", "paperless", "role", "hook")))
                .path("token")
                .asText();
        int before = controller.count("select count(*) from sync_runs");
        for (int i = 0; i < 5; i++) {
            int id = paper("paper " + i);
            String body = i % 2 == 0
                    ? "{\"doc_id\": " + id + "}"
                    : "url=" + URLEncoder.encode("http://paperless.lan/documents/" + id + "/", StandardCharsets.UTF_8);
            String type = i % 2 == 0 ? "application/json" : "application/x-www-form-urlencoded";
            HttpRequest.Builder hook = HttpRequest.newBuilder(URI.create(controller.url() + "/api/hooks/paperless"))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            assertThat(SecondJvm.send(hook.copy().header("Authorization", "Bearer nobody"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(SecondJvm.send(hook.header("Authorization", "Bearer " + token))
                            .statusCode())
                    .isEqualTo(202);
        }
        eventually(
                "the documents",
                () -> replica.library().documents().size() == 6
                        && other.library().documents().size() == 6);
        theRunsEnd();

        assertThat(controller.count("select count(*) from sync_runs"))
                .as("hardly more than one run of each replica for all of them")
                .isBetween(before + 2, before + 4);
        assertThat(Equal.differences(master, replica)).isEmpty();
        assertThat(Equal.differences(master, other)).isEmpty();
    }
}
