package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.pngx.controller.config.Build;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The weekly report and the notice of a newer release: each once, and only if a user wants it. */
class WeeklyReportTest extends Alerted {
    private static final String RELEASES = "/api/v1/repos/o/r/releases/latest";

    private void put(Map<String, ?> body) throws Exception {
        var answer = call("PUT", "/api/alerts", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String state(String key) {
        return world.boot.settings().get(key).orElse("");
    }

    @Test
    void theReportIsSentOnceAWeekAfterTheChosenTime() throws Exception {
        target("webhook_url", "/" + SECRET);
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.master.library().add(NewDocument.text("two.txt", "Two"));
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        // Half a day ahead of the clock, which is so far away that no moment of the test is after it.
        var then = world.boot.clock().instant().plus(Duration.ofHours(12)).atZone(ZoneId.systemDefault());
        put(Map.of(
                "report_day",
                then.getDayOfWeek().name().toLowerCase(Locale.ROOT),
                "report_at",
                String.format(Locale.ROOT, "%02d:%02d", then.getHour(), then.getMinute())));
        world.eventually("the time is noted", () -> !state("weekly_report_last").isEmpty());
        assertThat(events()).doesNotContain("weekly_report");

        world.boot.clock().move(Duration.ofHours(12));
        world.eventually("the report", () -> events().contains("weekly_report"));
        world.boot.clock().move(Duration.ofDays(7));
        world.eventually(
                "the next one",
                () -> events().stream().filter("weekly_report"::equals).count() == 2);

        String name =
                world.boot.replicas().find(world.replica().id()).orElseThrow().name();
        String text = requests("/" + SECRET).stream()
                .map(Alerted::read)
                .filter(message -> "weekly_report".equals(message.get("event")))
                .findFirst()
                .orElseThrow()
                .get("text")
                .toString();
        assertThat(text)
                .contains(name + ": ")
                .contains("Documents: 2, copies: 2, verified: 0%.")
                .contains("In the last 7 days: 2 uploaded, 0 adopted, 0 changed, 0 moved to the trash.")
                .contains("Waiting for a decision: 0, failed: 0.");
        assertThat(text.lines()).hasSize(world.replicas.size());

        put(Map.of("report_day", "off"));
        world.eventually("the state is gone", () -> state("weekly_report_last").isEmpty());
    }

    @Test
    void nobodyIsAskedForReleasesUnlessAUserWantsIt() throws Exception {
        String newer = "{\"tag_name\": \"v99.1\", \"html_url\": \"http://x\"}";
        outside.stubFor(WireMock.get(RELEASES).willReturn(WireMock.okJson(newer)));
        target("webhook_url", "/" + SECRET);
        world.run();
        world.boot.clock().move(Duration.ofDays(2));
        call("POST", "/api/alerts/test", Map.of());
        assertThat(outside.findAll(WireMock.getRequestedFor(WireMock.anyUrl()))).isEmpty();
        assertThat(state("release_asked")).isEmpty();

        put(Map.of("release_url", "http://127.0.0.1:" + outside.port() + RELEASES));
        world.eventually("the notice", () -> events().contains("new_release"));
        assertThat(state("release_asked")).isNotEmpty().doesNotContain("http", RELEASES);
        String sentence = "pngx-controller v99.1 is available; this is version "
                + Build.read().version() + ".";
        assertThat(requests("/" + SECRET).stream()
                        .map(Alerted::read)
                        .filter(message -> "new_release".equals(message.get("event")))
                        .map(message -> String.valueOf(message.get("text"))))
                .containsExactly(sentence);
        assertThat(call("GET", "/api/inbox", Map.of()).body()).contains("new_release", sentence);

        world.boot.clock().move(Duration.ofDays(1));
        world.eventually(
                "the question of the next day",
                () -> outside.findAll(WireMock.getRequestedFor(WireMock.urlPathEqualTo(RELEASES)))
                                .size()
                        == 2);
        assertThat(events().stream().filter("new_release"::equals)).hasSize(1);

        put(Map.of("release_url", "off"));
        world.eventually("it is forgotten", () -> state("newer_release").isEmpty());
        assertThat(call("GET", "/api/inbox", Map.of()).body()).doesNotContain("new_release");
        world.boot.clock().move(Duration.ofDays(3));
        call("POST", "/api/alerts/test", Map.of());
        assertThat(outside.findAll(WireMock.getRequestedFor(WireMock.urlPathEqualTo(RELEASES))))
                .hasSize(2);
    }

    @Test
    void anAnswerThatIsNoReleaseIsLoggedAndNotRepeated() throws Exception {
        target("webhook_url", "/" + SECRET);
        List<String> bad = List.of("{\"tag_name\": \"<b>1\"}", "[]", "not json", "{\"tag_name\": \"v0.0.1\"}");
        for (int i = 0; i < bad.size(); i++) {
            outside.stubFor(WireMock.get("/releases" + i).willReturn(WireMock.ok(bad.get(i))));
            put(Map.of("release_url", "http://127.0.0.1:" + outside.port() + "/releases" + i));
            String path = "/releases" + i;
            world.eventually(
                    "the question",
                    () -> outside.findAll(WireMock.getRequestedFor(WireMock.urlPathEqualTo(path)))
                                    .size()
                            == 1);
        }
        outside.stubFor(WireMock.get("/gone").willReturn(WireMock.notFound()));
        put(Map.of("release_url", "http://127.0.0.1:" + outside.port() + "/gone"));
        String log = "select count(*) from logs where message = 'The release server gave no usable answer about newer "
                + "versions: ";
        world.eventually(
                "the log",
                () -> world.boot
                                .sql()
                                .sql(log + "it answered with status 404.'")
                                .query(Integer.class)
                                .single()
                        == 1);
        assertThat(world.boot
                        .sql()
                        .sql(log + "its answer does not describe a release in the format of Gitea or GitHub.'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
        assertThat(events()).doesNotContain("new_release");
    }
}
