package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.controller.store.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sentences about dry runs, adoption, verification and drift. */
final class PlanSentences {
    private final Stage stage;

    PlanSentences(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        runs(say);
        plan(say);
        adoption(say);
        verification(say);
    }

    private void runs(Vocabulary say) {
        say.say(
                "(?<mode>dry run|verification)(?:, which (?<state>fails|is partial|is cancelled)(?:: "
                        + "\"(?<error>[^\"]+)\")?)?",
                words -> {
                    stage.request(words.get("mode").equals("dry run") ? "dry_run" : "verify");
                    Run run = stage.ended();
                    assertThat(run.mode())
                            .isEqualTo(words.get("mode").equals("dry run") ? Run.Mode.DRY_RUN : Run.Mode.VERIFY);
                    assertThat(run.state())
                            .as("the end of it (%s)", run.error())
                            .isEqualTo(
                                    !words.has("state")
                                            ? Run.State.SUCCESS
                                            : Run.State.valueOf(words.get("state")
                                                    .replace("is ", "")
                                                    .replace("fails", "failed")
                                                    .toUpperCase(Locale.ROOT)));
                    if (run.state() == Run.State.SUCCESS) {
                        assertThat(run.done()).as("documents done").isEqualTo(run.total());
                    }
                    if (words.has("error")) {
                        assertThat(run.error()).asString().contains(words.get("error"));
                    }
                });
        say.say("verification, whatever it finds", words -> {
            stage.ask(Run.Mode.VERIFY);
            assertThat(stage.ended().state()).isIn(Run.State.SUCCESS, Run.State.PARTIAL);
        });
        say.say(
                "the setting (?<key>\\w+) is (?<value>\\S+)",
                words -> stage.boot().settings().put(words.get("key"), words.get("value")));
        say.say(
                "the (?:sync|verification) counts (?<number>no|\\d+) "
                        + "(?<what>uploaded|adopted|updated|unchanged|contested|drifted|mismatched) documents?",
                words -> assertThat(stage.api("GET", "/api/sync/runs/" + stage.run.id(), null)
                                .path(words.get("what"))
                                .asLong())
                        .as(words.get("what"))
                        .isEqualTo(number(words)));
        say.say(
                "the (?:sync|dry run) counts (?<number>no|\\d+) deletions?",
                words -> assertThat(stage.api("GET", "/api/sync/runs/" + stage.run.id(), null)
                                .path("deleted")
                                .asLong(-1))
                        .isEqualTo(number(words)));
        say.say(
                "wait until (?<mode>a full run|a verification|a run) has ended by itself",
                words -> stage.run = stage.world.eventually(
                        "a run by itself",
                        () -> stage.boot().runs().recent(stage.replicaId(), 1).get(0),
                        last -> last.finishedAt() != null
                                && isAnother(stage.run, last)
                                && switch (words.get("mode")) {
                                    case "a full run" -> last.mode() == Run.Mode.FULL;
                                    case "a verification" -> last.mode() == Run.Mode.VERIFY;
                                    default -> last.mode() == Run.Mode.INCREMENTAL;
                                }));
        say.say("the next cycle begins(?<planned>, and plans its work)?", words -> {
            String before = plannedAt();
            stage.boot()
                    .sql()
                    .sql("update replicas set last_cycle_at = null where id = ?")
                    .param(stage.replicaId())
                    .update();
            if (words.has("planned")) {
                stage.world.eventually("the plan", () -> !plannedAt().equals(before));
            }
        });
        say.say("the last runs were (?<modes>[a-z_, ]+)", words -> {
            List<String> modes = List.of(words.get("modes").split(", "));
            assertThat(stage.boot().runs().recent(stage.replicaId(), modes.size()))
                    .extracting(run -> run.mode().name().toLowerCase(Locale.ROOT))
                    .containsExactlyElementsOf(modes);
        });
    }

    /** Returns when the last plan was stored. */
    private String plannedAt() {
        return stage.boot()
                .sql()
                .sql("select planned_at from maintenance_state where replica_id = ?")
                .param(stage.replicaId())
                .query(String.class)
                .single();
    }

    /** Returns whether the last run is another run than the run of the previous steps, which has ended. */
    private static boolean isAnother(Run before, Run last) {
        return before == null || last.id() > before.id();
    }

    private static int number(Words words) {
        return words.get("number").equals("no") ? 0 : words.number("number");
    }

    private List<JsonNode> rows() throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        stage.api("GET", "/api/sync/runs/" + stage.run.id() + "/plan?limit=500", null)
                .path("items")
                .forEach(rows::add);
        return rows;
    }

    private List<JsonNode> rows(String kind, String action) throws Exception {
        return rows().stream()
                .filter(row -> row.path("kind").asText().equals(kind)
                        && row.path("action").asText().equals(action))
                .toList();
    }

    private void plan(Vocabulary say) {
        say.say("the plan has nothing to do", words -> assertThat(rows()).isEmpty());
        say.say("the plan would (?<action>[a-z]+) (?<number>no|\\d+) (?<kind>[a-z]+(?: [a-z]+)?)", words -> {
            String kind = words.get("kind").replace(' ', '_');
            assertThat(rows(kind.equals("replica") || kind.endsWith("s") ? kind : kind + "s", words.get("action")))
                    .hasSize(number(words));
        });
        say.say("the plan would (?<action>[a-z]+) DOCUMENTS(?:, because \"(?<why>[^\"]+)\")?", words -> {
            List<JsonNode> found = rows("documents", words.get("action"));
            assertThat(found)
                    .extracting(row -> row.path("title").asText())
                    .containsExactlyInAnyOrderElementsOf(Stage.titles(words.get("documents")));
            if (words.has("why")) {
                assertThat(found)
                        .allMatch(row -> row.path("reason").asText().contains(words.get("why")), words.get("why"));
            }
        });
        say.say(
                "the plan says of (?:DOCUMENTS|the " + LookupSentences.KIND + " \"(?<name>[^\"]+)\"): \"(?<why>.+)\"",
                words -> {
                    String kind = words.has("kind") ? Stage.kind(words.get("kind")) : "documents";
                    List<String> titles =
                            words.has("kind") ? List.of(words.get("name")) : Stage.titles(words.get("documents"));
                    List<JsonNode> found = rows().stream()
                            .filter(row -> row.path("kind").asText().equals(kind)
                                    && titles.contains(row.path("title").asText()))
                            .toList();
                    assertThat(found)
                            .hasSize(titles.size())
                            .allMatch(row -> row.path("reason").asText().contains(words.get("why")), words.get("why"));
                });
        say.say(
                "the plan says that nothing would be written: \"(?<why>[^\"]+)\"",
                words -> assertThat(rows("replica", "blocked"))
                        .anyMatch(row -> row.path("reason").asText().contains(words.get("why"))));
        say.say(
                "the plan changes the (?<key>\\w+) of DOCUMENTS from (?<old>\\[.*\\]|\".*\"|null|\\d+) to "
                        + "(?<new>\\[.*\\]|\".*\"|null|\\d+)",
                words -> {
                    for (String title : Stage.titles(words.get("documents"))) {
                        JsonNode row = rows().stream()
                                .filter(each -> each.path("kind").asText().equals("documents")
                                        && each.path("title").asText().equals(title))
                                .findFirst()
                                .orElseThrow();
                        assertThat(row.path("changes")).anySatisfy(change -> {
                            assertThat(change.path("key").asText()).isEqualTo(words.get("key"));
                            assertThat(change.path("old")).hasToString(words.get("old"));
                            assertThat(change.path("new")).hasToString(words.get("new"));
                        });
                    }
                });
        say.say(
                "the plan changes no (?<key>\\w+) of DOCUMENTS",
                words -> assertThat(rows())
                        .filteredOn(row -> Stage.titles(words.get("documents"))
                                .contains(row.path("title").asText()))
                        .allSatisfy(row -> assertThat(row.path("changes").findValuesAsText("key"))
                                .doesNotContain(words.get("key"))));
    }

    private void adoption(Vocabulary say) {
        say.say(
                "a person accepts the adoption",
                words -> stage.api(
                        "POST", "/api/replicas/" + stage.replicaId() + "/accept", Map.of("what", "adoption")));
        say.say("(?<number>no|\\d+) adoptions? (?:is|are) offered", words -> {
            JsonNode replica = stage.api("GET", "/api/replicas/" + stage.replicaId(), null);
            assertThat(replica.path("adoption").path("offered").asInt()).isEqualTo(number(words));
            assertThat(stage.api("GET", "/api/replicas/" + stage.replicaId() + "/adoptions?limit=500", null)
                            .path("items"))
                    .hasSize(number(words));
        });
    }

    private void verification(Vocabulary say) {
        say.say(
                "(?<share>\\d+) percent of the documents are verified",
                words -> assertThat(stage.api("GET", "/api/replicas/" + stage.replicaId(), null)
                                .path("verification")
                                .path("share_percent")
                                .asInt())
                        .isEqualTo(words.number("share")));
        say.say(
                "wait until (?<share>\\d+) percent of the documents are verified",
                words -> stage.world.eventually(
                        "verified",
                        () -> stage.api("GET", "/api/replicas/" + stage.replicaId(), null)
                                                .path("verification")
                                                .path("share_percent")
                                                .asInt()
                                        >= words.number("share")
                                && stage.boot().runs().open(stage.replicaId()).isEmpty()));
        say.say("the verification found DOCUMENTS: \"(?<problem>[^\"]+)\"", words -> {
            JsonNode rows = stage.api(
                            "GET", "/api/replicas/" + stage.replicaId() + "/verifications?result=mismatch", null)
                    .path("items");
            assertThat(rows)
                    .extracting(row -> row.path("title").asText())
                    .containsExactlyInAnyOrderElementsOf(Stage.titles(words.get("documents")));
            assertThat(rows)
                    .allMatch(row -> row.path("problem").asText().contains(words.get("problem")), words.get("problem"));
        });
        say.say(
                "the verification found nothing",
                words -> assertThat(stage.api(
                                        "GET",
                                        "/api/replicas/" + stage.replicaId() + "/verifications?result=mismatch",
                                        null)
                                .path("items"))
                        .isEmpty());
    }
}
