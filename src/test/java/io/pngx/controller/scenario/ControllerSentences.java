package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Sentences about a user's actions in the controller, and about passing time. */
final class ControllerSentences {
    private final Stage stage;

    ControllerSentences(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        say.say("(?<full>full )?sync, whatever comes of it", words -> {
            stage.ask(mode(words));
            stage.ended();
        });
        say.say(
                "(?<full>full )?sync(?:, which (?<state>fails|is partial|is cancelled)(?:: \"(?<error>[^\"]+)\")?)?",
                words -> {
                    stage.ask(mode(words));
                    ended(words);
                });
        say.say("a (?<full>full )?sync begins", words -> stage.ask(mode(words)));
        say.say(
                "the sync ends(?:, and (?<state>fails|is partial|is cancelled)(?:: \"(?<error>[^\"]+)\")?)?",
                this::ended);
        say.say("(?<number>\\d+) (?<unit>minutes?|hours?|days?) pass(?:es)?", words -> {
            long number = words.number("number");
            stage.pass(
                    switch (words.get("unit").charAt(0)) {
                        case 'm' -> Duration.ofMinutes(number);
                        case 'h' -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        });
        say.say("the controller is restarted", words -> {
            stage.boot().stop();
            stage.boot().start();
        });
        say.say(
                "the (?<what>interval|worker's time limit) is (?<number>\\d+) (?<unit>seconds|minutes|hours)",
                words -> stage.boot()
                        .settings()
                        .put(
                                words.get("what").equals("interval")
                                        ? Setting.SYNC_INTERVAL
                                        : Setting.WORKER_TIME_LIMIT,
                                String.valueOf(words.number("number")
                                        * Map.of("seconds", 1, "minutes", 60, "hours", 3600)
                                                .get(words.get("unit")))));
        say.say(
                "the deletion mode is (?<mode>off|hold|trash)",
                words -> stage.boot().settings().put(Setting.DELETION_MODE, words.get("mode")));
        say.say(
                "notes are carried without author and time",
                words -> stage.boot().settings().put(Setting.NOTE_PREFIX, "false"));
        say.say(
                "at most (?<number>\\d+) (?<unit>documents|percent) may be deleted in a day",
                words -> stage.boot()
                        .settings()
                        .put(
                                words.get("unit").equals("percent")
                                        ? Setting.MAX_DELETE_PERCENT
                                        : Setting.MAX_DELETE_COUNT,
                                words.get("number")));
        say.say("a person (?<what>approves|rejects) the held deletions", words -> {
            var ids = stage.deletions("held").stream()
                    .map(each -> each.path("id").asLong())
                    .toList();
            assertThat(ids).as("held deletions").isNotEmpty();
            stage.api(
                    "POST",
                    "/api/deletions/" + (words.get("what").equals("approves") ? "approve" : "reject"),
                    Map.of("ids", ids));
        });
        say.say("a person approves the kept deletions", words -> {
            var ids = stage.deletions("rejected").stream()
                    .map(each -> each.path("id").asLong())
                    .toList();
            assertThat(ids).as("kept deletions").isNotEmpty();
            stage.api("POST", "/api/deletions/approve", Map.of("ids", ids));
        });
        say.say("a person keeps the missing documents", words -> {
            var ids = stage.deletions("open").stream()
                    .map(each -> each.path("id").asLong())
                    .toList();
            assertThat(ids).as("open deletions").isNotEmpty();
            stage.api("POST", "/api/deletions/reject", Map.of("ids", ids));
        });
        say.say(
                "a person accepts the changed (?<what>master|replica)",
                words -> stage.api(
                        "POST", "/api/replicas/" + stage.replicaId() + "/accept", Map.of("what", words.get("what"))));
        say.say(
                "the changed (?<what>master|replica) can't be accepted yet",
                words -> assertThatThrownBy(() -> stage.api(
                                "POST",
                                "/api/replicas/" + stage.replicaId() + "/accept",
                                Map.of("what", words.get("what"))))
                        .hasMessageContaining(" -> 409 "));
        say.say("a person (?<what>pauses|resumes) (?<of>the replica|everything)", words -> {
            String verb = words.get("what").equals("pauses") ? "pause" : "resume";
            stage.api(
                    "POST",
                    words.get("of").equals("everything")
                            ? "/api/" + verb
                            : "/api/replicas/" + stage.replicaId() + "/" + verb,
                    null);
        });
        say.say("a person retries DOCUMENTS", words -> {
            var ids = Stage.titles(words.get("documents")).stream()
                    .map(title -> stage.live(stage.master, title).id())
                    .toList();
            stage.api("POST", "/api/documents/retry", Map.of("ids", ids));
        });
        say.say(
                "a person cancels the sync",
                words -> stage.api("POST", "/api/sync/cancel", Map.of("replica_id", stage.replicaId())));
        say.say(
                "a person deletes the replica in the controller",
                words -> stage.api("DELETE", "/api/replicas/" + stage.replicaId(), null));
        say.say(
                "a person enters the (?<instance>master|replica)'s new token(?:, that of \"(?<user>[^\"]+)\")?",
                this::enterToken);
        say.say("a person (?<what>stops|starts) the route (?<route>\\S+)", words -> {
            if (words.get("what").equals("stops")) {
                stage.boot().camel().getRouteController().stopRoute(words.get("route"));
            } else {
                stage.boot().camel().getRouteController().startRoute(words.get("route"));
            }
        });
        say.say(
                "bytes may be sent twice in this scenario",
                words -> stage.world.promises().secondUploadsAreExpected());
    }

    private static Run.Mode mode(Words words) {
        return words.has("full") ? Run.Mode.FULL : Run.Mode.INCREMENTAL;
    }

    private void ended(Words words) {
        Run run = stage.ended();
        Run.State expected = !words.has("state")
                ? Run.State.SUCCESS
                : Run.State.valueOf(words.get("state")
                        .replace("is ", "")
                        .replace("fails", "failed")
                        .toUpperCase(Locale.ROOT));
        assertThat(run.state()).as("the end of the sync (%s)", run.error()).isEqualTo(expected);
        if (words.has("error")) {
            assertThat(run.error()).asString().contains(words.get("error"));
        }
    }

    private void enterToken(Words words) {
        if (words.get("instance").equals("master")) {
            stage.boot()
                    .settings()
                    .put(Setting.MASTER_TOKEN, stage.boot().vault().encrypt(stage.master.adminToken()));
        } else {
            Replica row = stage.row();
            if (words.has("user")) {
                stage.replica.createSuperuser(words.get("user"));
            }
            String token = stage.replica.token(words.has("user") ? words.get("user") : "admin");
            stage.boot()
                    .replicas()
                    .configure(
                            row.id(),
                            row.name(),
                            row.url(),
                            stage.boot().vault().encrypt(token),
                            row.enabled(),
                            row.intervalSeconds(),
                            row.uploadsInFlight());
        }
        stage.boot().connections().refresh();
    }
}
