package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules, from their text to their effect on a replica. */
class RulesTest extends Ruled {
    @ParameterizedTest
    @EnumSource
    void onlyWhatARuleSelectsArrives(Version version) throws Exception {
        begin(version);
        rule("only-shared", ONLY_SHARED);
        paper("shared", share);
        paper("private");

        succeeds();

        assertThat(titles()).containsExactly("shared");
        assertThat(World.uploads(replica)).isEqualTo(1);
        assertThat(master.journal().where("GET", "/api/documents/\\d+/preview/"))
                .as("what is not for the replica is not fetched")
                .hasSize(1);

        world.forgetJournals();
        succeeds();
        assertThat(master.journal().where("GET", "/api/documents/.*").stream()
                        .filter(entry -> entry.query().contains("id__in")
                                && entry.query().contains("title")))
                .as("documents that the rules exclude are not read again")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentThatIsSelectedLaterArrivesAndOneThatIsNoLongerStaysAsItWas(Version version) throws Exception {
        begin(version);
        rule("only-shared", ONLY_SHARED);
        int first = paper("first", share);
        int second = paper("second");
        succeeds();

        master.api().patch("/api/documents/" + first + "/", Papers.json("tags", List.of(), "title", "secret now"));
        master.api().patch("/api/documents/" + second + "/", Papers.json("tags", List.of(share)));
        succeeds();

        assertThat(titles()).containsExactly("first", "second");

        master.api().patch("/api/documents/" + first + "/", Papers.json("tags", List.of(share)));
        succeeds();

        assertThat(titles()).containsExactly("second", "secret now");
        assertThat(World.uploads(replica)).isEqualTo(2);
    }

    @Test
    void aChangedRuleReachesDocumentsThatAreThere() throws Exception {
        begin(Version.V2);
        paper("one");
        paper("two");
        succeeds();

        rule("prefix", prefix("Copy:"));
        succeeds();
        assertThat(titles()).containsExactly("Copy: one", "Copy: two");

        rule("prefix", prefix("C:"));
        succeeds();
        assertThat(titles()).containsExactly("C: one", "C: two");

        world.boot.rules().table().switchTo("prefix", false, List.of());
        succeeds();
        assertThat(titles()).containsExactly("one", "two");
    }

    @Test
    void aRuleThatFailsForOneDocumentHoldsThatOneBackAndNoOther() throws Exception {
        begin(Version.V3);
        rule("throws", """
                - route:
                    from:
                      uri: direct:rule-select
                      steps:
                        - filter:
                            simple: "${body[title]} == 'bad'"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: "I do not like it"
                        - setBody: {constant: "true"}
                """);
        paper("good");
        int bad = paper("bad");
        paper("better");

        Run run = run();

        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(titles()).containsExactly("better", "good");
        assertThat(error(bad)).isEqualTo("The rule \"throws\" threw an error: I do not like it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- setBody: {simple: \"${null}\"}|returned nothing; a rule-select must return true or false in the "
                        + "body.",
                "- setBody: {constant: perhaps}|returned neither true nor false; a rule-select must return true or "
                        + "false in the body.",
                "- log: nothing is decided|returned neither true nor false; a rule-select must return true or false "
                        + "in the body.",
                "- setBody: {simple: {expression: \"${body[titel]} == 'x'\", resultType: boolean}}"
                        + "|asks for \"titel\", which a document does not have; it has id, title, created, added, "
                        + "correspondent, document_type, storage_path, tags, owner, archive_serial_number, "
                        + "custom_fields, original_file_name, mime_type.",
                "- setBody: {simple: {expression: \"${body[custom_fields][Amount]} == 1\", resultType: boolean}}|"
                        + "asks for the custom field \"Amount\", which the master does not have; create it on the "
                        + "master, or correct the rule."
            })
    void aSelectThatGivesNoSoundAnswerLetsNothingThrough(String stepAndSentence) throws Exception {
        begin(Version.V2);
        String[] parts = stepAndSentence.split("\\|");
        rule("unsound", "- route:\n    from:\n      uri: direct:rule-select\n      steps:\n        " + parts[0] + "\n");
        int paper = paper("paper");

        assertThat(run().state()).isEqualTo(Run.State.PARTIAL);

        assertThat(titles()).isEmpty();
        assertThat(error(paper)).isEqualTo("The rule \"unsound\" " + parts[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: title, constant: \"\"}|sets the title to \"\"; use one line of 1 to 128 characters.",
                "{name: created, constant: yesterday}|sets created to \"yesterday\"; use a date, YYYY-MM-DD.",
                "{name: correspondent, constant: Nobody}|sets the correspondent \"Nobody\", which neither the master "
                        + "nor the replica has; create it on one of them.",
                "{name: add_tag, constant: none}|sets the tag \"none\", which neither the master nor the replica "
                        + "has; create it on one of them.",
                "{name: owner, constant: nobody}|sets the owner \"nobody\", who is not a user of the replica; create "
                        + "that user on the replica.",
                "{name: archive_serial_number, constant: \"7\"}|sets archive_serial_number to \"7\"; a rule can "
                        + "only keep or clear the number.",
                "{name: custom_fields.Amount, constant: \"7\"}|"
                        + "sets the custom field \"Amount\", which the master does not have; create it on the "
                        + "master, or correct the rule.",
                "{name: titel, constant: x}|sets the property \"titel\", which rules must not change; allowed are "
                        + "title, created, correspondent, document_type, storage_path, tags, owner, "
                        + "archive_serial_number, custom_fields, custom_fields.NAME, add_tag, remove_tag. Keep your "
                        + "own values with setVariable.",
                "{name: owner, constant: \"\"}|removes the owner, which would show the document to everyone; "
                        + "set a user of the replica."
            })
    void whatATransformMayNotSetIsRefusedInOneSentence(String propertyAndSentence) throws Exception {
        begin(Version.V3);
        String[] parts = propertyAndSentence.split("\\|");
        rule(
                "unsound",
                "- route:\n    from:\n      uri: direct:rule-transform\n      steps:\n        - setProperty: "
                        + parts[0] + "\n");
        int admin = master.library().users().values().iterator().next();
        int paper = master.library()
                .add(NewDocument.text("paper.txt", "text").title("paper").owner(admin));

        assertThat(run().state()).isEqualTo(Run.State.PARTIAL);

        assertThat(titles()).isEmpty();
        assertThat(error(paper)).isEqualTo("The rule \"unsound\" " + parts[1]);
    }

    @Test
    void aRuleThatTakesTooLongIsLeftAloneAndItsDocumentIsNotSent() throws Exception {
        begin(Version.V2);
        rule("slow", """
                - route:
                    from:
                      uri: direct:rule-select
                      steps:
                        - filter:
                            simple: "${body[title]} == 'slow'"
                            steps:
                              - delay: {constant: "60000"}
                        - filter:
                            simple: "${body[title]} == 'endless'"
                            steps:
                              - loop: {doWhile: true, simple: "true", steps: [{setVariable: {name: x, constant: y}}]}
                        - setBody: {constant: "true"}
                """);
        int slow = paper("slow");
        int endless = paper("endless");
        paper("quick");

        assertThat(run().state()).isEqualTo(Run.State.PARTIAL);

        assertThat(titles()).containsExactly("quick");
        assertThat(List.of(error(slow), error(endless))).containsOnly("The rule \"slow\" took longer than 4 seconds.");
        world.eventually(
                "no thread goes round and round",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().contains("rule")
                                && !thread.getName().contains("rules"))
                        .noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE));
    }

    @Test
    void rulesOfOneHookAreAskedInTheOrderOfTheirNames() throws Exception {
        begin(Version.V2);
        rule("b-second", prefix("B"));
        rule("a-first", prefix("A"));
        paper("paper");

        succeeds();

        assertThat(titles()).containsExactly("B A paper");
    }

    @Test
    void aRuleThatIsOnAndDoesNotRunBlocksItsReplicaAndNoOther() throws Exception {
        begin(Version.V2);
        World.Replica other = world.add(Version.V3.start());
        rule("only-shared", ONLY_SHARED);
        for (org.apache.camel.Route route : world.boot.camel().getRoutes()) {
            if (route.getId().startsWith("rule-only-shared-r")) { // also routes of earlier revisions
                world.boot.camel().getRouteController().stopRoute(route.getId());
            }
        }
        paper("private");

        Run run = world.run(world.replica(), Run.Mode.INCREMENTAL);
        Run others = world.run(other, Run.Mode.INCREMENTAL);

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error())
                .hasToString("The rule \"only-shared\" is switched on for this replica but does not run: its route was "
                        + "stopped. Until you fix the rule or switch it off, nothing is sent to the replica.");
        assertThat(titles()).isEmpty();
        assertThat(others.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(other.server().library().documents()).hasSize(1);
        assertThat(world.boot
                        .replicas()
                        .find(world.replica().id())
                        .orElseThrow()
                        .state())
                .isEqualTo(io.pngx.controller.store.Replica.State.BLOCKED);

        SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/rules/only-shared/switch"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"everywhere\": false}")));

        world.eventually(
                "the end of the message, long before the interval ends",
                () -> world.boot
                        .replicas()
                        .find(world.replica().id())
                        .filter(replica -> replica.lastError() == null)
                        .isPresent());
    }

    @Test
    void whatARuleSetsIsWritten() throws Exception {
        begin(Version.V3);
        int boss = replica.createUser("boss");
        int foreign = Papers.lookup(replica.api(), "tags", "name", "from elsewhere");
        int amount = Papers.lookup(master.api(), "custom_fields", "name", "Amount", "data_type", "integer");
        int bob = Papers.lookup(master.api(), "correspondents", "name", "Bob");
        world.hasItsOwnLookups(world.replica());
        rule("all", """
                - route:
                    from:
                      uri: direct:rule-transform
                      steps:
                        - setProperty: {name: title, simple: "${body[title]} for ${variable.replica}"}
                        - setProperty: {name: owner, constant: boss}
                        - setProperty: {name: add_tag, constant: from elsewhere}
                        - setProperty: {name: remove_tag, constant: share}
                        - setProperty: {name: correspondent, constant: Bob}
                        - setProperty: {name: created, constant: "2020-02-29"}
                        - setProperty: {name: custom_fields.Amount, constant: "8"}
                """);
        int id = master.library()
                .add(NewDocument.text("paper.txt", "text")
                        .title("It's \"new\", (or) ${body}")
                        .tags(share)
                        .field(amount, 7));

        succeeds();

        var written = replica.api()
                .get("/api/documents/?page_size=10")
                .path("results")
                .path(0);
        assertThat(written.path("title").asText())
                .isEqualTo("It's \"new\", (or) ${body} for replica " + replica.port());
        assertThat(written.path("owner").asInt()).isEqualTo(boss);
        assertThat(written.path("tags")).hasSize(1);
        assertThat(written.path("tags").path(0).asInt()).isEqualTo(foreign);
        assertThat(written.path("created").asText()).startsWith("2020-02-29");
        assertThat(written.path("custom_fields").path(0).path("value").asInt()).isEqualTo(8);
        assertThat(written.path("correspondent").asInt()).isPositive();
        assertThat(id + bob).isPositive();
        world.forgetJournals();
        master.api().patch("/api/documents/" + id + "/", Papers.json("archive_serial_number", 4));
        succeeds();
        assertThat(World.patches(replica))
                .as("only what changed")
                .singleElement()
                .satisfies(patch -> assertThat(patch.sent().json()).isEqualTo("{\"archive_serial_number\":4}"));
    }
}
