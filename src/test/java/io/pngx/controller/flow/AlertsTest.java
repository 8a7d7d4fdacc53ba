package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.simulator.NewDocument;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The content, targets and number of alerts. No run waits for an alert. */
class AlertsTest extends Alerted {
    @Test
    void aFailureIsSaidOnceAndItsEndToo() throws Exception {
        target("webhook_url", "/" + SECRET);
        call("PUT", "/api/alerts", Map.of("webhook_token", "bearer-t0ken"));
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        for (int i = 0; i < 3; i++) {
            assertThat(world.run(world.replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.FAILED);
        }
        world.eventually("the alert", () -> !events().isEmpty());
        world.replica().server().faults().clear();
        world.run();
        world.eventually("the end of it", () -> events().size() > 1);

        assertThat(events()).containsExactly("failing", "recovered");
        LoggedRequest first = requests("/" + SECRET).get(0);
        assertThat(read(first).get("replica"))
                .isEqualTo(world.boot
                        .replicas()
                        .find(world.replica().id())
                        .orElseThrow()
                        .name());
        assertThat(read(first).get("text").toString()).startsWith("Replica \"").contains(" is failing: ");
        assertThat(first.getHeader("Content-Type")).startsWith("application/json");
        assertThat(first.getHeader("Authorization")).isEqualTo("Bearer bearer-t0ken");
    }

    @Test
    void whatWaitsWhatIsOddAndWhatIsLateIsSaid() throws Exception {
        target("webhook_url", "/" + SECRET);
        target("ntfy_url", "/topic");
        world.master.library().add(NewDocument.text("one.txt", "One").title("One"));
        world.master.library().add(NewDocument.text("two.txt", "Two").title("Two"));
        world.run();
        world.boot
                .sql()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, "
                        + "reason, seen_trashed, first_seen_at) select replica_id, 'documents', master_id, "
                        + "replica_doc_id, title, 'HELD', 'Waits.', 1, synced_at from sync_map where "
                        + "title = 'Two'")
                .update();
        world.eventually("held", () -> events().contains("held"));
        var copy = world.replica().server().library().documents().stream()
                .filter(document -> document.title().equals("One"))
                .findFirst()
                .orElseThrow();
        world.replica().server().api().patch("/api/documents/" + copy.id() + "/", Map.of("title", "Edited"));
        world.run(world.replica(), Run.Mode.VERIFY);
        world.eventually("a mismatch", () -> events().contains("verification_failed"));
        world.boot.clock().move(Duration.ofHours(25));
        world.eventually("lag", () -> events().contains("lag"));
        world.eventually("ntfy has them, too", () -> requests("/topic").size() == 3);

        assertThat(events()).containsExactlyInAnyOrder("held", "verification_failed", "lag");
        LoggedRequest late = requests("/topic").stream()
                .filter(request -> request.getHeader("Title").contains("lag"))
                .findFirst()
                .orElseThrow();
        assertThat(late.getBodyAsString()).contains("no successful run for 1500 minutes");
        assertThat(late.getHeader("Priority")).isEqualTo("high");
    }

    @Test
    void aFailedDrillIsSaidOnceAndItsEndToo() throws Exception {
        target("webhook_url", "/" + SECRET);
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.run();
        String drill = "/api/replicas/" + world.replica().id() + "/drill";
        world.replica().server().faults().on("GET", "/accounts/login/").once().status(500);
        call("POST", drill, Map.of());
        world.eventually("the alert", () -> !events().isEmpty());
        call("POST", drill, Map.of());
        world.eventually("the end of it", () -> events().size() > 1);

        assertThat(events()).containsExactly("drill_failed", "recovered");
        assertThat(read(requests("/" + SECRET).get(0)).get("text").toString())
                .contains("failed its drill. The sign-in page does not open");
    }

    @Test
    void aReplicaThatIsBlockedAndAMasterThatIsAwayAreSaidOnceAlsoAcrossARestart() throws Exception {
        target("webhook_url", "/" + SECRET);
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.run();
        var copies = world.replica().server().library();
        copies.erase(copies.documents().iterator().next().id());
        copies.add(NewDocument.text("two.txt", "Of another library"));
        assertThat(world.run(world.replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.FAILED);
        world.eventually("blocked", () -> events().contains("blocked"));
        world.boot.stop();
        world.boot.start();
        assertThat(world.run(world.replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.FAILED);
        world.master.faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the master", () -> events().contains("failing"));
        world.master.faults().clear();
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the master again", () -> events().contains("recovered"));

        assertThat(events()).containsExactly("blocked", "failing", "recovered");
        assertThat(requests("/" + SECRET))
                .extracting(request -> read(request).get("text").toString())
                .satisfiesExactly(
                        blocked -> assertThat(blocked)
                                .startsWith("Replica \"")
                                .contains(" is blocked: 1 of 1 documents vanished"),
                        failing -> assertThat(failing).startsWith("The master can't be read: "),
                        recovered -> assertThat(recovered).startsWith("The master can be read again"));
    }

    @Test
    void aRunIsPingedFromItsBeginToItsEnd() throws Exception {
        target("ping_url_" + world.replica().id(), "/ping/" + SECRET);
        world.run();
        world.eventually("success", () -> requests("/ping/" + SECRET).size() == 1);
        Run hinted = world.boot
                .runs()
                .queueHinted(world.replica().id(), Run.Mode.INCREMENTAL, List.of(1L))
                .orElseThrow();
        assertThat(world.ended(hinted).state()).isEqualTo(Run.State.SUCCESS); // a run of some documents sends no ping
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("failure", () -> requests("/ping/" + SECRET + "/fail").size() == 1);

        assertThat(requests("/ping/" + SECRET + "/start")).hasSize(2);
        assertThat(requests("/ping/" + SECRET)).hasSize(1);
        world.replica().server().faults().clear();
    }

    @Test
    void aTargetThatIsBrokenIsTriedAgainDisturbsNobodyAndItsAddressIsNowhere() throws Exception {
        target("webhook_url", "/" + SECRET);
        outside.stubFor(WireMock.any(WireMock.anyUrl())
                .willReturn(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the first attempt", () -> !requests("/" + SECRET).isEmpty());
        world.replica().server().faults().clear();
        world.run();
        outside.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.serverError()));
        world.boot.clock().move(Duration.ofSeconds(15));
        world.eventually(
                "another attempt",
                () -> call("GET", "/api/alerts", Map.of()).body().contains("status 500"));
        outside.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
        world.boot.clock().move(Duration.ofMinutes(5));
        world.eventually(
                "both arrive in the end",
                () -> world.boot
                                .sql()
                                .sql("select count(*) from alert_outbox where next_at is null")
                                .query(Long.class)
                                .single()
                        == 2);

        String log = world.said(world.replica())
                + world.boot
                        .sql()
                        .sql("select group_concat(message, ' ') from logs")
                        .query(String.class)
                        .single();
        assertThat(log)
                .contains("The alert target webhook did not accept an alert")
                .contains("accepts alerts again")
                .doesNotContain(SECRET);
        String shown = call("GET", "/api/alerts", Map.of()).body()
                + call("GET", "/api/diagnostics", Map.of()).body()
                + call("GET", "/settings/notifications", Map.of()).body();
        assertThat(shown)
                .contains("http://127.0.0.1:" + outside.port())
                .contains("saved (http://127.0.0.1:" + outside.port())
                .doesNotContain(SECRET);
        String stored = world.boot
                .sql()
                .sql("select group_concat(url) from alert_targets")
                .query(String.class)
                .single();
        assertThat(stored).doesNotContain(SECRET);
    }

    @Test
    void noTargetGetsMoreThanThirtyAlertsAnHourAndWhatIsLeftOutStandsInTheLog() throws Exception {
        target("webhook_url", "/" + SECRET);
        for (int i = 0; i < 29; i++) {
            world.boot
                    .sql()
                    .sql("insert into alert_outbox(target, event, path, body, created_at) values ('webhook', "
                            + "'lag', '', '{}', ?)")
                    .param(Times.text(world.boot.clock().instant()))
                    .update();
        }
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the thirtieth", () -> events().contains("failing"));
        world.replica().server().faults().clear();
        world.run();
        String log =
                "select count(*) from logs where message like 'An alert was not sent to webhook, because this target "
                        + "already got 30 alerts in the last hour. The alert: Replica % has recovered%'";
        world.eventually(
                "the next one stands in the log",
                () -> world.boot.sql().sql(log).query(Integer.class).single() == 1);
        assertThat(events()).containsExactly("failing");

        world.boot.clock().move(Duration.ofMinutes(61));
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("an hour later", () -> events().size() == 2);
        world.replica().server().faults().clear();
    }

    @Test
    void noRunWaitsForATargetThatHangs() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0)) {
            BlockingQueue<Socket> taken = new LinkedBlockingQueue<>();
            Thread taking = new Thread(() -> {
                try {
                    while (true) {
                        taken.add(hanging.accept());
                    }
                } catch (java.io.IOException closed) {
                    // The test is over.
                }
            });
            taking.start();
            call(
                    "PUT",
                    "/api/alerts",
                    Map.of("ping_url_" + world.replica().id(), "http://127.0.0.1:" + hanging.getLocalPort() + "/x"));
            world.run();
            Socket ping = taken.poll(30, TimeUnit.SECONDS);
            assertThat(ping).as("the ping of the first run").isNotNull();
            world.master.library().add(NewDocument.text("one.txt", "One"));
            Run run = world.run(world.replica(), Run.Mode.INCREMENTAL);

            assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
            assertThat(run.uploaded()).isEqualTo(1);
            assertThat(Times.text(run.finishedAt()))
                    .as("the run ended while the ping still hung")
                    .isLessThan(world.eventually(
                            "it is given up",
                            () -> world.boot
                                    .sql()
                                    .sql("select max(ts) from logs where message like 'The alert target ping-% "
                                            + "did not accept an alert%'")
                                    .query(String.class)
                                    .optional()
                                    .orElse(null),
                            ts -> ts != null));
        }
    }

    @Test
    void aTestSaysWhatBecameOfIt() throws Exception {
        assertThat(call("POST", "/api/alerts/test", Map.of()).statusCode()).isEqualTo(409);
        target("webhook_url", "/" + SECRET);
        assertThat(call("POST", "/api/alerts/test", Map.of()).body())
                .isEqualTo("{\"results\":[{\"target\":\"webhook\",\"ok\":true,\"problem\":null}]}");
        assertThat(events()).containsExactly("test");
        outside.stubFor(WireMock.any(WireMock.anyUrl())
                .willReturn(WireMock.aResponse().withStatus(302).withHeader("Location", "/elsewhere")));
        assertThat(call("POST", "/api/alerts/test", Map.of()).body()).contains("The target answered with status 302.");
        assertThat(requests("/elsewhere")).isEmpty();
        call("PUT", "/api/alerts", Map.of("webhook_url", "http://127.0.0.1:" + FreePorts.next() + "/" + SECRET));
        assertThat(call("POST", "/api/alerts/test", Map.of()).body())
                .contains("\"The target can't be reached: no program answers at its address.\"");
        call("PUT", "/api/alerts", Map.of("webhook_url", "http://nobody.invalid/" + SECRET));
        assertThat(call("POST", "/api/alerts/test", Map.of()).body())
                .contains("\"The target can't be reached: its host name is not known to this machine.\"");
        world.boot.sql().sql("update alert_targets set url = 'of another key'").update();
        assertThat(call("POST", "/api/alerts/test", Map.of()).body())
                .contains("\"problem\":\"No key in SECRET_KEY decrypts ", "enter both again")
                .doesNotContain("Exception");
    }

    @Test
    void badAddressesAreRefusedAndATokenStaysWithItsAddress() throws Exception {
        for (String bad : List.of(
                "ftp://x.lan/y",
                "http://user:pass@x.lan/y",
                "nonsense",
                "http:///y",
                "http://x.lan:99999/y",
                "http://x.lan/y#z",
                "file:///etc/passwd")) {
            HttpResponse<String> answer = call("PUT", "/api/alerts", Map.of("webhook_url", bad));
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(answer.body()).contains("webhook_url").doesNotContain("pass@");
        }
        target("ntfy_url", "/topic");
        call("PUT", "/api/alerts", Map.of("ntfy_token", "tk_1"));
        assertThat(call("PUT", "/api/alerts", Map.of("ntfy_url", "http://evil.lan/topic"))
                        .body())
                .contains("must be entered again for another address");
        assertThat(call("PUT", "/api/alerts", Map.of("ntfy_url", "off")).statusCode())
                .isEqualTo(200);
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from alert_targets")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
