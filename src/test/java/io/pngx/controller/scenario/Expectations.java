package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.flow.Equal;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Journal;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Sentences about the expected state. */
final class Expectations {
    private final Stage stage;
    private final Map<String, Integer> ids = new HashMap<>();

    Expectations(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        documents(say);
        lookups(say);
        calls(say);
        controller(say);
    }

    private void documents(Vocabulary say) {
        say.say(
                "the replica is equal to the master",
                words -> assertThat(differences()).isEmpty());
        say.say(
                "the replica is not equal to the master",
                words -> assertThat(differences()).isNotEmpty());
        say.say(
                "INSTANCE holds (?<number>\\d+|no) documents?",
                words -> assertThat(titles(server(words).library().documents())).hasSize(number(words)));
        say.say(
                "INSTANCE holds DOCUMENTS",
                words -> assertThat(titles(server(words).library().documents()))
                        .containsAll(Stage.titles(words.get("documents"))));
        say.say(
                "INSTANCE does not hold DOCUMENTS",
                words -> assertThat(titles(server(words).library().documents()))
                        .doesNotContainAnyElementsOf(Stage.titles(words.get("documents"))));
        say.say(
                "the trash of INSTANCE is empty",
                words -> assertThat(titles(server(words).library().trashed())).isEmpty());
        say.say(
                "the trash of INSTANCE holds (?<number>\\d+) documents?",
                words -> assertThat(titles(server(words).library().trashed())).hasSize(words.number("number")));
        say.say("the trash of INSTANCE holds exactly DOCUMENTS(?<free>, without numbers)?", words -> {
            List<DocumentView> trashed = server(words).library().trashed();
            assertThat(titles(trashed)).containsExactlyInAnyOrderElementsOf(Stage.titles(words.get("documents")));
            if (words.has("free")) {
                assertThat(trashed).extracting(DocumentView::asn).containsOnlyNulls();
            }
        });
        say.say(
                "DOCUMENTS of INSTANCE (?:has|have) the number (?<number>\\d+)",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(
                                        stage.live(server(words), title).asn())
                                .isEqualTo(words.number("number"))));
        say.say(
                "DOCUMENTS of INSTANCE (?:has|have) no number",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(
                                        stage.live(server(words), title).asn())
                                .isNull()));
        say.say(
                "DOCUMENTS (?:has another id|have other ids) on the replica",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(
                                        stage.live(stage.replica, title).id())
                                .as("id of " + title)
                                .isNotEqualTo(ids.get(title))));
        say.say(
                "DOCUMENTS of INSTANCE shows? the file \"(?<text>[^\"]+)\"",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(file(server(words), title)).isEqualTo(words.get("text"))));
        say.say(
                "DOCUMENTS of INSTANCE (?:has|have) (?<number>\\d+) versions?",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(server(words)
                                        .library()
                                        .versions(
                                                stage.live(server(words), title).id()))
                                .hasSize(words.number("number"))));
        say.say(
                "DOCUMENTS of INSTANCE (?:has|have) (?<number>no|\\d+) notes?",
                words -> Stage.titles(words.get("documents"))
                        .forEach(
                                title -> assertThat(notes(server(words), title)).hasSize(number(words))));
        say.say(
                "DOCUMENTS of INSTANCE (?:has|have) (?<no>no|the) note \"(?<note>[^\"]+)\"",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(notes(server(words), title).stream()
                                        .filter(words.get("note")::equals)
                                        .count())
                                .isEqualTo(words.get("no").equals("no") ? 0 : 1)));
        say.say(
                "DOCUMENTS (?:has|have) kept (?:its id|their ids) on the replica",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title -> assertThat(
                                        stage.live(stage.replica, title).id())
                                .as("id of " + title)
                                .isEqualTo(ids.get(title))));
        say.say(
                "remember the ids of DOCUMENTS on the replica",
                words -> Stage.titles(words.get("documents"))
                        .forEach(title ->
                                ids.put(title, stage.live(stage.replica, title).id())));
    }

    private List<String> differences() {
        return Equal.differences(stage.master, stage.replica, foreign(), stage.foreignLookups(), stage.past);
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    /** Returns the checksum of the file that a download returns, which is the newest version. */
    private String file(Paperless server, String title) {
        int id = stage.live(server, title).id();
        int shown = server.version().startsWith("3")
                ? server.library().versions(id).get(0).id()
                : id;
        return new String(server.library().bytes(shown), java.nio.charset.StandardCharsets.UTF_8);
    }

    private List<String> notes(Paperless server, String title) {
        return stage.live(server, title).notes().stream()
                .map(DocumentView.NoteView::text)
                .toList();
    }

    private static int number(Words words) {
        return words.get("number").equals("no") ? 0 : words.number("number");
    }

    private static List<String> titles(List<DocumentView> documents) {
        return documents.stream().map(DocumentView::title).toList();
    }

    /**
     * Returns the foreign documents of the replica, without documents that have the bytes of a document of the master.
     */
    private Set<Integer> foreign() {
        Set<String> ofMaster = stage.master.library().documents().stream()
                .map(DocumentView::sha256)
                .collect(Collectors.toSet());
        Set<Integer> foreign = new HashSet<>(stage.foreign);
        foreign.removeIf(id -> stage.replica.library().holds(id)
                && ofMaster.contains(stage.replica.library().document(id).sha256()));
        return foreign;
    }

    private void lookups(Vocabulary say) {
        say.say(
                "INSTANCE has (?<no>no|still the|the same) (?<kind>tag|correspondent|document type|storage "
                        + "path|custom field) \"(?<name>[^\"]+)\"",
                words -> {
                    JsonNode found = stage.maybeLookup(server(words), Stage.kind(words.get("kind")), words.get("name"));
                    assertThat(found.isMissingNode())
                            .as("no " + words.get("name"))
                            .isEqualTo(words.get("no").equals("no"));
                });
        say.say(
                "DOCUMENTS of INSTANCE (?:has|have) (?<no>no|still the|the) "
                        + "(?<kind>tag|correspondent|document type|storage path) \"(?<name>[^\"]+)\"",
                words -> {
                    for (String title : Stage.titles(words.get("documents"))) {
                        List<String> names = namesOf(
                                server(words),
                                words.get("kind"),
                                stage.live(server(words), title).id());
                        if (words.get("no").equals("no")) {
                            assertThat(names).as(title).doesNotContain(words.get("name"));
                        } else {
                            assertThat(names).as(title).contains(words.get("name"));
                        }
                    }
                });
    }

    /** Returns the names of a document's lookups of one kind. */
    private static List<String> namesOf(Paperless server, String kind, int document) {
        JsonNode has = server.api()
                .get("/api/documents/" + document + "/")
                .path(kind.equals("tag") ? "tags" : kind.replace(' ', '_'));
        Set<Integer> ids = new HashSet<>();
        (has.isArray() ? has : List.of(has)).forEach(id -> ids.add(id.asInt()));
        List<String> names = new ArrayList<>();
        server.api()
                .get("/api/" + Stage.kind(kind) + "/?page_size=100000")
                .path("results")
                .forEach(lookup -> {
                    if (ids.contains(lookup.path("id").asInt())) {
                        names.add(lookup.path("name").asText());
                    }
                });
        return names;
    }

    private void calls(Vocabulary say) {
        say.say(
                "INSTANCE has no (?<kind>tag) that begins with \"(?<name>[^\"]+)\"",
                words -> server(words)
                        .api()
                        .get("/api/" + Stage.kind(words.get("kind")) + "/?page_size=100000")
                        .path("results")
                        .forEach(each -> assertThat(each.path("name").asText()).doesNotStartWith(words.get("name"))));
        say.say("from here on", words -> stage.fromHereOn());
        say.say(
                "nothing was written to INSTANCE",
                words -> assertThat(stage.calls(server(words)))
                        .filteredOn(Journal.Entry::isWrite)
                        .isEmpty());
        say.say(
                "INSTANCE got (?<number>no|\\d+) (?<method>[A-Z]+) (?<path>/\\S+)",
                words -> assertThat(stage.calls(server(words)).stream()
                                .filter(call -> call.method().equals(words.get("method"))
                                        && call.path().matches(words.get("path")))
                                .toList())
                        .hasSize(number(words)));
        say.say(
                "(?<number>no|\\d+) documents? (?:was|were) uploaded",
                words -> assertThat(uploads()).as("uploads").isEqualTo(number(words)));
        say.say(
                "wait until (?<number>\\d+) documents? (?:was|were) uploaded",
                words -> stage.world.eventually("uploads", () -> uploads() >= words.number("number")));
        say.say(
                "wait until INSTANCE got (?<method>[A-Z]+) (?<path>/\\S+)",
                words -> stage.world.eventually(
                        words.get("method") + " " + words.get("path"),
                        () -> stage.calls(server(words)).stream()
                                .anyMatch(call -> call.method().equals(words.get("method"))
                                        && call.path().matches(words.get("path")))));
    }

    private long uploads() {
        return stage.calls(stage.replica).stream()
                .filter(call -> call.path().equals("/api/documents/post_document/")
                        && (call.status() == 200 || call.status() == 0))
                .count();
    }

    private void controller(Vocabulary say) {
        say.say(
                "no document is pending",
                words -> assertThat(stage.boot()
                                .sql()
                                .sql("select count(*) from work where replica_id = ?")
                                .param(stage.replicaId())
                                .query(Long.class)
                                .single())
                        .isZero());
        say.say("the dashboard asks about (?<number>no|\\d+) refused documents?", words -> {
            long refused = 0;
            for (JsonNode entry : stage.api("GET", "/api/inbox", null).path("items")) {
                if (entry.path("replica_id").asLong() == stage.replicaId()
                        && entry.path("kind").asText().equals("failed_documents")
                        && entry.path("sentence").asText().contains("refused the file")) {
                    refused += entry.path("count").asLong();
                }
            }
            assertThat(refused).isEqualTo(number(words));
        });
        say.say("(?<number>no|\\d+) deletions? (?:is|are) held(?:, because \"(?<why>[^\"]+)\")?", words -> {
            List<JsonNode> held = stage.deletions("held");
            assertThat(held).hasSize(number(words));
            if (words.has("why")) {
                assertThat(held)
                        .allMatch(each -> each.path("reason").asText().contains(words.get("why")), words.get("why"));
            }
        });
        say.say(
                "the controller counts (?<number>no|\\d+) foreign documents?",
                words -> assertThat(stage.api("GET", "/api/replicas/" + stage.replicaId(), null)
                                .path("documents")
                                .path("foreign")
                                .asInt(-1))
                        .isEqualTo(number(words)));
        say.say("the replica's state is (?<state>\\w+)(?:: \"(?<why>[^\"]+)\")?", words -> {
            assertThat(stage.row().state().name().toLowerCase(Locale.ROOT)).isEqualTo(words.get("state"));
            if (words.has("why")) {
                assertThat(stage.row().lastError()).asString().contains(words.get("why"));
            }
        });
        say.say(
                "the log says \"(?<text>[^\"]+)\"",
                words -> assertThat(stage.log()).contains(words.get("text")));
        say.say(
                "wait until the log says \"(?<text>[^\"]+)\"",
                words -> stage.world.eventually(
                        words.get("text"), () -> stage.log().contains(words.get("text"))));
        say.say(
                "the log says \"(?<text>[^\"]+)\" (?<number>\\d+) times?",
                words -> assertThat(stage.log().lines().filter(line -> line.contains(words.get("text"))))
                        .hasSize(words.number("number")));
        say.say(
                "the log does not say \"(?<text>[^\"]+)\"",
                words -> assertThat(stage.log()).doesNotContain(words.get("text")));
        say.say(
                "the sync (?:has failed with|counts) (?<number>no|\\d+) failed documents?",
                words -> assertThat(stage.run.failed()).isEqualTo(number(words)));
        say.say(
                "the sync is still (?<state>waiting|running)",
                words -> assertThat(stage.world.now(stage.run).state().name())
                        .isEqualTo(words.get("state").equals("waiting") ? "QUEUED" : "RUNNING"));
    }
}
