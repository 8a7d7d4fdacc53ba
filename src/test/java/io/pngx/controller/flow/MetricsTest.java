package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pngx.controller.metrics.Scrape;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The metrics before and after a run with a known outcome. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsTest {
    private static final String P = "pngx_controller_";
    private static World world;
    private static String replica;

    @BeforeAll
    static void start() {
        world = World.managed(Version.V2, Version.V3);
        for (int i = 1; i <= 3; i++) {
            world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .title("Paper " + i));
        }
        replica = name(world.replica());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String name(World.Replica of) {
        return world.boot.replicas().find(of.id()).orElseThrow().name();
    }

    private static Scrape scrape() {
        return Scrape.of(world.boot.url() + "/metrics");
    }

    @Test
    @Order(1)
    void everythingIsThereBeforeAnythingHappened() {
        Scrape first = scrape();

        assertThat(first.labels(P + "replica_state", "state"))
                .containsExactly(
                        "auth_failed",
                        "behind",
                        "blocked",
                        "error",
                        "new",
                        "paused",
                        "syncing",
                        "unreachable",
                        "up_to_date");
        assertThat(first.value(P + "replica_state", "replica", replica, "state", "new"))
                .isEqualTo(1);
        assertThat(first.sum(P + "replica_state")).isEqualTo(1);
        assertThat(first.labels(P + "replica_documents", "status"))
                .containsExactly(
                        "contested",
                        "deleting",
                        "differs",
                        "excluded_no_copy",
                        "excluded_old_copy",
                        "failed",
                        "foreign",
                        "held",
                        "in_sync",
                        "kept",
                        "pending");
        assertThat(first.labels(P + "replica_readiness", "level"))
                .containsExactly("except", "not_ready", "partial", "ready", "unverified");
        assertThat(first.value(P + "replica_readiness", "replica", replica, "level", "not_ready"))
                .isEqualTo(1);
        assertThat(first.sum(P + "replica_readiness")).isEqualTo(1);
        assertThat(first.labels(P + "sync_runs_total", "mode"))
                .containsExactly("dry_run", "full", "incremental", "verify");
        assertThat(first.labels(P + "sync_runs_total", "outcome"))
                .containsExactly("aborted", "cancelled", "failed", "partial", "success");
        assertThat(first.labels(P + "documents_synced_total", "action"))
                .containsExactly(
                        "adopted", "contested", "deferred", "excluded", "failed", "unchanged", "updated", "uploaded");
        assertThat(first.labels(P + "api_request_duration_seconds_count", "target"))
                .containsExactlyInAnyOrder("master", replica);
        assertThat(first.labels(P + "api_request_duration_seconds_count", "status"))
                .containsExactly("2xx", "3xx", "4xx", "5xx", "none");
        assertThat(first.labels(P + "api_request_duration_seconds_count", "operation"))
                .contains("identify", "list_documents", "read_file", "upload")
                .hasSize(15);
        assertThat(first.sum(P + "sync_runs_total")
                        + first.sum(P + "documents_synced_total")
                        + first.sum(P + "transferred_bytes_total"))
                .isZero();
        assertThat(first.value(P + "last_success_timestamp_seconds", "replica", replica, "mode", "full"))
                .isZero();
        assertThat(first.value(P + "master_documents")).isNaN();
        assertThat(first.value(P + "master_state", "state", "unknown")).isEqualTo(1);
        assertThat(first.labels(P + "build_info", "version"))
                .hasSize(1)
                .allSatisfy(version -> assertThat(version).matches("[0-9]+\\.[0-9]+.*"));
        assertThat(first.names())
                .contains(
                        "jvm_memory_used_bytes",
                        "process_cpu_usage",
                        "process_uptime_seconds",
                        "camel_route_policy_seconds_count");
    }

    @Test
    @Order(2)
    void aSyncIsCountedAsItWas() {
        Instant before = Instant.now();
        world.run();
        Scrape after = scrape();

        assertThat(after.value(P + "sync_runs_total", "replica", replica, "mode", "incremental", "outcome", "success"))
                .isEqualTo(1);
        assertThat(after.sum(P + "sync_runs_total")).isEqualTo(1);
        assertThat(after.value(P + "sync_duration_seconds_count", "replica", replica, "mode", "incremental"))
                .isEqualTo(1);
        assertThat(after.value(P + "sync_duration_seconds_sum", "replica", replica, "mode", "incremental"))
                .isBetween(0.001, 60.0);
        assertThat(after.value(
                        P + "sync_duration_seconds_bucket", "replica", replica, "mode", "incremental", "le", "60.0"))
                .isEqualTo(1);
        assertThat(after.value(P + "documents_synced_total", "replica", replica, "action", "uploaded"))
                .isEqualTo(3);
        assertThat(after.sum(P + "documents_synced_total")).isEqualTo(3);
        assertThat(after.value(P + "transferred_bytes_total", "replica", replica))
                .isEqualTo(3 * "The text of paper 1".length());
        assertThat(after.value(P + "replica_documents", "replica", replica, "status", "in_sync"))
                .isEqualTo(3);
        assertThat(after.value(P + "replica_state", "replica", replica, "state", "up_to_date"))
                .isEqualTo(1);
        assertThat(after.value(P + "replica_lag_seconds", "replica", replica)).isBetween(0.0, 60.0);
        assertThat(after.value(P + "replica_interval_seconds", "replica", replica))
                .isEqualTo(86_400);
        assertThat(after.value(P + "last_success_timestamp_seconds", "replica", replica, "mode", "incremental"))
                .isCloseTo(before.toEpochMilli() / 1000.0, within(60.0));
        assertThat(after.value(P + "master_documents")).isEqualTo(3);
        assertThat(after.value(P + "master_state", "state", "ok")).isEqualTo(1);
        assertThat(after.value(P + "consume_task_duration_seconds_count", "replica", replica))
                .isEqualTo(3);
        assertThat(calls(after, replica, "upload", "2xx")).isEqualTo(3);
        assertThat(calls(after, "master", "read_file", "2xx")).isEqualTo(3);
        assertThat(after.sum(P + "api_request_duration_seconds_count", "target", "master"))
                .isEqualTo(world.master.journal().all().size());
        assertThat(after.sum(P + "api_request_duration_seconds_count", "target", replica))
                .isEqualTo(world.replica().server().journal().all().size());
        assertThat(after.value(
                        P + "api_request_duration_seconds_sum",
                        "target",
                        replica,
                        "operation",
                        "upload",
                        "status",
                        "2xx"))
                .isBetween(0.0001, 60.0);
    }

    private static double calls(Scrape scrape, String target, String operation, String status) {
        return scrape.value(
                P + "api_request_duration_seconds_count", "target", target, "operation", operation, "status", status);
    }

    @Test
    @Order(3)
    void aVerificationThatFindsSomethingIsCountedAndWritesNoDocument() {
        world.replica().server().library().documents().stream()
                .findFirst()
                .ifPresent(document -> world.replica()
                        .server()
                        .api()
                        .patch("/api/documents/" + document.id() + "/", Map.of("title", "Edited")));
        world.run(world.replica(), Run.Mode.VERIFY);
        Scrape after = scrape();

        assertThat(after.value(P + "verification_mismatches_total", "replica", replica))
                .isEqualTo(1);
        assertThat(after.value(P + "replica_documents", "replica", replica, "status", "pending"))
                .as("the next run compares the copy")
                .isEqualTo(1);
        assertThat(after.value(P + "sync_runs_total", "replica", replica, "mode", "verify", "outcome", "partial"))
                .isEqualTo(1);
        assertThat(after.sum(P + "documents_synced_total")).isEqualTo(3);
    }

    @Test
    @Order(4)
    void whatWaitsForAPersonAndHowLateAReplicaIs() {
        world.boot
                .sql()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, "
                        + "state, reason, seen_trashed, first_seen_at) "
                        + "select replica_id, 'documents', master_id, replica_doc_id, title, 'HELD', "
                        + "'Deletions wait for a person.', 1, synced_at from sync_map limit 2")
                .update();
        world.boot.clock().move(Duration.ofHours(5));
        Scrape after = scrape();

        assertThat(after.value(P + "deletions_held", "replica", replica)).isEqualTo(2);
        assertThat(after.value(P + "replica_documents", "replica", replica, "status", "held"))
                .isEqualTo(2);
        assertThat(after.value(P + "replica_lag_seconds", "replica", replica)).isBetween(18_000.0, 18_120.0);
    }

    @Test
    @Order(5)
    void anotherNameIsAnotherLabelAndNoIdOrAddressIsOne() {
        var row = world.boot.replicas().find(world.replica().id()).orElseThrow();
        world.boot.replicas().configure(row.id(), "Attic & \"Söhne\"", row.url(), row.token(), true, null, 2);
        world.boot.connections().refresh();
        world.run();
        Scrape after = scrape();

        assertThat(after.labels(P + "replica_state", "replica"))
                .hasSize(1)
                .allSatisfy(label -> assertThat(label).startsWith("Attic"));
        assertThat(after.labels(P + "api_request_duration_seconds_count", "target"))
                .hasSize(2);
        for (Scrape.Series series : after.values().keySet()) {
            assertThat(series.labels().values())
                    .as(series.toString())
                    .allSatisfy(value -> assertThat(value)
                            .doesNotContain("127.0.0.1", "localhost", "/api/documents/1")
                            .doesNotContainPattern("replica-[0-9]"));
        }
    }

    @Test
    @Order(6)
    void aReplicaThatIsForgottenLeavesNothing() {
        var second = world.add(Version.V2.start());
        String name = name(second);
        assertThat(scrape().labels(P + "replica_state", "replica")).hasSize(2);
        world.boot.replicas().delete(second.id());

        assertThat(scrape().text()).doesNotContain(name);
        world.replicas.remove(second);
        second.server().close();
    }

    @Test
    @Order(7)
    void whatIsCountedSurvivesARuleThatIsLoadedAnew() throws Exception {
        var rules = world.boot.rules();
        rules.loader().save("counted", Ruled.prefix("One"));
        rules.table().switchTo("counted", true, List.of());
        world.master.library().add(NewDocument.text("another.txt", "One more"));
        world.run();
        Scrape before = scrape();
        assertThat(before.labels("camel_route_policy_seconds_count", "routeId"))
                .anyMatch(id -> id.startsWith("rule-counted-"));
        rules.loader().save("counted", Ruled.prefix("Two"));
        Scrape after = scrape();

        for (String counter : List.of(
                P + "sync_runs_total",
                P + "documents_synced_total",
                P + "transferred_bytes_total",
                P + "api_request_duration_seconds_count")) {
            assertThat(before.sum(counter)).as(counter).isPositive();
            assertThat(after.sum(counter)).as(counter).isEqualTo(before.sum(counter));
        }
        assertThat(before.sum("camel_route_policy_seconds_count", "routeId", "syncReplica"))
                .isPositive();
        assertThat(after.sum("camel_route_policy_seconds_count", "routeId", "syncReplica"))
                .isEqualTo(before.sum("camel_route_policy_seconds_count", "routeId", "syncReplica"));
        rules.table().switchTo("counted", false, List.of());
        rules.loader().delete("counted");
    }

    @Test
    @Order(8)
    void unitsAreBaseUnitsAndTypesAreWhatTheNamesSay() {
        Scrape scrape = scrape();
        Set<String> ours =
                scrape.names().stream().filter(name -> name.startsWith(P)).collect(java.util.stream.Collectors.toSet());

        assertThat(ours).isNotEmpty().noneMatch(name -> name.matches(".*(millis|minutes|hours|_ms|_kb|_mb|percent).*"));
        scrape.types().forEach((name, type) -> {
            if (name.startsWith(P)) {
                assertThat(type.equals("counter")).as(name + " " + type).isEqualTo(name.endsWith("_total"));
                assertThat(type.equals("histogram"))
                        .as(name + " " + type)
                        .isEqualTo(name.endsWith("_duration_seconds"));
            }
        });
    }

    @Test
    @Order(9)
    void aDeletionIsCounted() {
        world.deletesAreExpected();
        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        world.run();
        world.master
                .api()
                .delete("/api/documents/"
                        + world.master.library().documents().get(0).id() + "/");
        world.runOnce();
        double before = scrape().sum(P + "deletions_total");
        world.boot.clock().move(Duration.ofHours(25));
        world.runOnce();

        assertThat(scrape().sum(P + "deletions_total") - before).isEqualTo(1);
        assertThat(world.replica().server().library().trashed()).hasSize(1);
    }
}
