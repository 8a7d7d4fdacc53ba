package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.ContractCheck;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trials of rules, which show the effect of a rule before it is switched on. */
class RuleTrialTest {
    private World world;
    private int share;

    @BeforeEach
    void begin() {
        world = World.of(Version.V3, Version.V2);
        share = Papers.lookup(world.master.api(), "tags", "name", "share");
    }

    @AfterEach
    void end() throws Exception {
        for (String name : List.of("trial-select", "trial-title", "trial-on", "trial-told")) {
            world.boot.rules().loader().delete(name);
        }
        world.boot.sql().sql("delete from settings where key = 'deletion_mode'").update();
        world.close();
    }

    private HttpResponse<String> tryOut(String rule, long replicaId) throws Exception {
        return post(rule + "/try", replicaId);
    }

    private HttpResponse<String> post(String address, long replicaId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/rules/" + address))
                .POST(HttpRequest.BodyPublishers.ofString("{\"replica_id\": " + replicaId + "}"))
                .header("Content-Type", "application/json")
                .build();
        return ContractCheck.checked(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()));
    }

    private String page(String rule) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/rules/" + rule + "/try"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "replica_id=" + world.replica().id()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("HX-Request", "true")
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private JsonNode report(String rule) throws Exception {
        HttpResponse<String> answer = tryOut(rule, world.replica().id());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    @Test
    void itIsCountedAndListedAndNothingIsWritten() throws Exception {
        for (int i = 0; i < 40; i++) {
            world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "text " + i)
                            .title("Paper " + i)
                            .tags(i < 14 ? List.of() : List.of(share)));
        }
        world.run();
        world.forgetJournals();
        world.boot.rules().loader().save("trial-select", Ruled.ONLY_SHARED);
        world.boot.rules().loader().save("trial-title", """
                - route:
                    from:
                      uri: direct:rule-transform
                      steps:
                        - filter:
                            simple: "${body[title]} in 'Paper 20,Paper 21,Paper 22'"
                            steps:
                              - setProperty: {name: title, simple: "Copy of ${body[title]}"}
                        - filter:
                            simple: "${body[title]} == 'Paper 30'"
                            steps:
                              - setProperty: {name: created, constant: never}
                """);

        world.master
                .library()
                .add(NewDocument.text("new.txt", "text of no copy").title("New"));

        JsonNode select = report("trial-select");
        assertThat(select.path("documents").asInt()).isEqualTo(41);
        assertThat(select.path("looked").asInt()).isEqualTo(41);
        assertThat(select.path("held_back").path("count").asInt()).isEqualTo(15);
        assertThat(select.path("copies").asInt()).isEqualTo(14);
        assertThat(select.path("held_back").path("first").path(0).path("title").asText())
                .isEqualTo("Paper 0");
        assertThat(select.path("changed").path("count").asInt()).isZero();

        JsonNode title = report("trial-title");
        assertThat(title.path("changed").path("count").asInt()).isEqualTo(3);
        assertThat(title.path("changed").path("first").path(0).path("changes").toString())
                .isEqualTo("[{\"key\":\"title\",\"old\":\"Paper 20\",\"new\":\"Copy of Paper 20\"}]");
        JsonNode group = title.path("changed").path("groups").path(0);
        assertThat(group.path("count").asInt()).isEqualTo(3);
        assertThat(group.path("fields").toString()).isEqualTo("[\"title\"]");
        assertThat(group.path("examples").path(2).path("title").asText()).isEqualTo("Paper 22");
        assertThat(select.path("held_back").path("groups").path(0).path("examples"))
                .hasSize(3);
        assertThat(title.path("failing").path("groups").path(0).path("problem"))
                .isEqualTo(title.path("failing").path("first").path(0).path("problem"));
        assertThat(title.path("failing").path("first").path(0).path("problem").asText())
                .isEqualTo("The rule \"trial-title\" sets created to \"never\"; use a date, YYYY-MM-DD.");

        HttpResponse<String> all = post("trial-select/try.csv", world.replica().id());
        assertThat(all.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(all.body().lines())
                .hasSize(16)
                .startsWith(
                        "master_id,title,has_copy,why",
                        "1,\"Paper 0\",\"true\",\"The rule \"\"trial-select\"\" does not select the document.\"")
                .endsWith("41,\"New\",\"false\",\"The rule \"\"trial-select\"\" does not select the document.\"");
        assertThat(post("trial-title/try.csv", world.replica().id()).body().lines())
                .containsExactly(
                        "master_id,title,has_copy,why",
                        "31,\"Paper 30\",\"true\",\"The rule \"\"trial-title\"\" sets created to \"\"never\"\"; use a"
                                + " date, YYYY-MM-DD.\"");

        assertThat(world.replica().server().journal().where(entry -> entry.isWrite()))
                .as("nothing is written")
                .isEmpty();
        assertThat(world.boot.runs().open(world.replica().id())).isEmpty();
    }

    @Test
    void thePageSaysWhatHappensToCopiesAndWhatIsNext() throws Exception {
        world.master.library().add(NewDocument.text("a.txt", "The text of a").title("a"));
        world.run();
        world.boot.rules().loader().save("trial-select", Ruled.ONLY_SHARED);
        String name =
                world.boot.replicas().find(world.replica().id()).orElseThrow().name();
        String link = "href=\"/rules/trial-select#rule-switch\"";

        assertThat(page("trial-select"))
                .contains(
                        "action=\"/api/rules/trial-select/try.csv\"",
                        "All documents that would not go to " + name + " (CSV)",
                        "1 of these documents has a copy",
                        "Copies that a rule excludes stay on the replica, and are no longer kept")
                .contains(link);

        world.boot.replicas().unselected(world.replica().id(), Replica.UnselectedCopies.TRASH);
        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        assertThat(page("trial-select"))
                .contains("Copies that a rule excludes go to the replica&#39;s trash, at most 50 documents and 5 "
                        + "percent a day.");
        world.boot.settings().put(Setting.DELETION_MODE, "hold");
        assertThat(page("trial-select"))
                .contains("asks you whether copies that a rule excludes go to the replica&#39;s trash");
        world.boot.settings().put(Setting.DELETION_MODE, "off");
        assertThat(page("trial-select")).contains("stay on the replica, because deletions are switched off");

        world.boot
                .rules()
                .table()
                .switchTo("trial-select", false, List.of(world.replica().id()));
        assertThat(page("trial-select")).doesNotContain(link, "Tried for");

        long other = world.boot.replicas().add("Other", "http://other.invalid:8000", "", false, null, 2);
        assertThat(page("trial-select"))
                .contains("<h3>Tried for " + name + "; the result for another replica can differ</h3>");
        world.boot.replicas().delete(other);
    }

    @Test
    void itIsSaidOfWhatTheOtherRulesLeave() throws Exception {
        world.master.library().add(NewDocument.text("a.txt", "The text of a").title("a"));
        world.master
                .library()
                .add(NewDocument.text("b.txt", "The text of b").title("b").tags(share));
        world.boot.rules().loader().save("trial-on", Ruled.ONLY_SHARED);
        world.boot
                .rules()
                .table()
                .switchTo("trial-on", false, List.of(world.replica().id()));
        world.boot.rules().loader().save("trial-title", Ruled.prefix("Copy:"));

        JsonNode report = report("trial-title");

        assertThat(report.path("held_back").path("count").asInt())
                .as("the other rule's doing")
                .isZero();
        assertThat(report.path("changed").path("count").asInt()).isEqualTo(1);
        Run run = world.runOnce();
        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void aRuleThatIsOnlyToldHasNothingToTryAlsoWhereItIsStopped() throws Exception {
        world.boot
                .rules()
                .loader()
                .save("trial-told", "- route: {from: {uri: direct:rule-settled, steps: [{log: told}]}}");
        for (org.apache.camel.Route route : world.boot.camel().getRoutes()) {
            if (route.getId().startsWith("rule-trial-told-")) {
                world.boot.camel().getRouteController().stopRoute(route.getId());
            }
        }

        HttpResponse<String> answer = tryOut("trial-told", world.replica().id());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains("neither selects nor changes documents");
    }

    @Test
    void anInstanceThatIsAwayIsSaidAndIsNobodyElsesFailure() throws Exception {
        world.boot.rules().loader().save("trial-select", Ruled.ONLY_SHARED);
        world.replica().server().goOffline();

        HttpResponse<String> answer = tryOut("trial-select", world.replica().id());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.MAPPER.readTree(answer.body()).path("detail").asText()).contains("can't be reached");
        world.replica().server().goOnline();
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(tryOut("trial-select", 987654).statusCode()).isEqualTo(404);
        assertThat(tryOut("nope", world.replica().id()).statusCode()).isEqualTo(404);
        assertThat(post("nope/try.csv", world.replica().id()).statusCode()).isEqualTo(404);
    }
}
