package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.metrics.Scrape;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A scrape stays small even with three replicas, rules, every kind of run, and errors. */
class MetricsSizeTest {
    private static final String P = "pngx_controller_";

    @Test
    void aScrapeWithThreeReplicasAndRulesIsBelowAHundredKilobytes() throws Exception {
        try (World world = World.managed(Version.V3, Version.V2, Version.V3, Version.V2)) {
            for (int i = 1; i <= 5; i++) {
                world.master
                        .library()
                        .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                                .title("Paper " + i));
            }
            for (String name : List.of("invoices", "letters", "family")) {
                world.boot.rules().loader().save(name, Ruled.prefix(name));
                world.boot.rules().table().switchTo(name, true, List.of());
            }
            world.run();
            world.master.library().documents().stream().limit(2).forEach(document -> {
                world.master.api().patch("/api/documents/" + document.id() + "/", Map.of("title", "Changed"));
                world.master.api().post("/api/documents/" + document.id() + "/notes/", Map.of("note", "A word"));
            });
            for (World.Replica replica : world.replicas) {
                for (Run.Mode mode : Run.Mode.values()) {
                    world.run(replica, mode);
                }
            }
            world.replicas.get(2).server().close();
            world.run(world.replicas.get(2), Run.Mode.INCREMENTAL);
            Scrape scrape = Scrape.of(world.boot.url() + "/metrics");

            int size = scrape.text().getBytes(StandardCharsets.UTF_8).length;
            System.out.println("A scrape with three replicas: " + size + " bytes");
            assertThat(size).isLessThan(100_000);
            assertThat(scrape.labels(P + "replica_state", "replica")).hasSize(3);
            assertThat(scrape.sum(P + "api_errors_total", "status", "none"))
                    .isPositive()
                    .isEqualTo(scrape.sum(P + "api_request_duration_seconds_count", "status", "none"));
            assertThat(scrape.sum("camel_exchanges_total", "routeId", "syncReplica"))
                    .isPositive();
            assertThat(scrape.labels("camel_exchanges_failed_total", "routeId"))
                    .contains("syncReplica")
                    .anyMatch(route -> route.startsWith("rule-invoices"));
        }
    }
}
