package io.pngx.controller.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.flow.World;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.Paperless;
import io.pngx.simulator.Rule;
import io.pngx.simulator.Worker;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sentences about faults of servers, networks and workers. */
final class TroubleSentences {
    private static final String NTH = "its (?<nth>\\d+)(?:st|nd|rd|th) (?<what>call|write) from now on";

    private final Stage stage;
    private final Vocabulary vocabulary;
    private final List<Throwable> failures = new ArrayList<>();

    TroubleSentences(Stage stage, Vocabulary vocabulary) {
        this.stage = stage;
        this.vocabulary = vocabulary;
    }

    void teach() {
        answers();
        once();
        whenever();
        servers();
        worker();
    }

    /** Returns the failures of sentences that were played during a call. */
    List<Throwable> failures() {
        return failures;
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    private Rule rule(Words words) {
        boolean any = words.get("method").equals("any call");
        Rule rule = server(words)
                .faults()
                .on(any ? "*" : words.get("method"), any || !words.has("path") ? ".*" : words.get("path"));
        return words.has("query") ? rule.query(words.get("query")) : rule;
    }

    private void answers() {
        vocabulary.say(
                "INSTANCE answers CALL with (?<status>\\d{3})(?: and \"(?<header>[A-Za-z-]+): "
                        + "(?<value>[^\"]*)\")?TIMES",
                words -> {
                    Rule rule = rule(words)
                            .status(words.number("status"))
                            .html("<html>Sorry</html>")
                            .times(words.times("times"));
                    if (words.has("header")) {
                        rule.header(words.get("header"), value(server(words), words.get("value")));
                    }
                });
        vocabulary.say(
                "INSTANCE answers CALL as if a note were brokenTIMES",
                words -> rule(words)
                        .status(200)
                        .header("X-Version", server(words).version())
                        .json("{\"error\":\"Error saving note, check logs for more detail.\"}")
                        .times(words.times("times")));
        vocabulary.say(
                "INSTANCE never receives CALLTIMES",
                words -> rule(words).cutBefore().times(words.times("times")));
        vocabulary.say(
                "INSTANCE loses its answer to CALLTIMES",
                words -> rule(words).cutAfter().times(words.times("times")));
        vocabulary.say(
                "INSTANCE breaks off its answer to CALL after (?<bytes>\\d+) bytesTIMES",
                words -> rule(words).cutInBody(words.number("bytes")).times(words.times("times")));
        vocabulary.say(
                "INSTANCE sends only (?<bytes>\\d+) bytes as its whole answer to CALLTIMES",
                words -> rule(words).truncate(words.number("bytes")).times(words.times("times")));
        vocabulary.say(
                "INSTANCE drips its answer to CALL at (?<bytes>\\d+) bytes a secondTIMES",
                words -> rule(words).drip(words.number("bytes")).times(words.times("times")));
        vocabulary.say("INSTANCE lists no documents, although it has someTIMES", words -> list(words, 0, "[]"));
        vocabulary.say("INSTANCE lists only two of its documents, but counts allTIMES", words -> {
            int count = server(words).library().documents().size();
            list(
                    words,
                    count,
                    "[" + server(words).library().documents().get(0).id() + ","
                            + server(words).library().documents().get(1).id() + "]");
        });
        vocabulary.say("INSTANCE counts one document too manyTIMES", this::miscount);
        vocabulary.say(
                "INSTANCE leaves the (?<kind>tag|correspondent|document type|storage path|custom field) "
                        + "\"(?<name>[^\"]+)\" out of its listTIMES",
                this::exclude);
        vocabulary.say(
                "INSTANCE ignores changes of the (?<kind>tag|correspondent|document type|storage "
                        + "path|custom field) \"(?<name>[^\"]+)\"TIMES",
                words -> {
                    var lookup = stage.maybeLookup(server(words), Stage.kind(words.get("kind")), words.get("name"));
                    server(words)
                            .faults()
                            .on(
                                    "PATCH",
                                    "/api/" + Stage.kind(words.get("kind")) + "/"
                                            + lookup.path("id").asInt() + "/")
                            .status(200)
                            .header("X-Version", server(words).version())
                            .json(lookup.toString())
                            .times(words.times("times"));
                });
        vocabulary.say("INSTANCE behaves again", words -> server(words).faults().clear());
        vocabulary.say(
                "when INSTANCE gets CALL for the (?<nth>\\d+)(?:st|nd|rd|th) time: (?<sentence>.+)",
                words -> rule(words)
                        .skip(words.number("nth") - 1)
                        .once()
                        .before(() -> meanwhile(words.get("sentence"))));
        vocabulary.say(
                "when INSTANCE has done CALL for the (?<nth>\\d+)(?:st|nd|rd|th) time: (?<sentence>.+)",
                words ->
                        rule(words).skip(words.number("nth") - 1).once().after(() -> meanwhile(words.get("sentence"))));
    }

    /** Converts {@code in 10 minutes} to a time of the server's clock in HTTP format. */
    private static String value(Paperless server, String value) {
        Matcher in = Pattern.compile("in (\\d+) minutes").matcher(value);
        return !in.matches()
                ? value
                : DateTimeFormatter.RFC_1123_DATE_TIME.format(server.clock()
                        .now()
                        .plus(Duration.ofMinutes(Long.parseLong(in.group(1))))
                        .atOffset(ZoneOffset.UTC));
    }

    /** Adds a fault for one of the next calls. */
    private void once() {
        vocabulary.say(
                "INSTANCE loses its answer to " + NTH, words -> nth(words).cutAfter());
        vocabulary.say("INSTANCE never receives " + NTH, words -> nth(words).cutBefore());
        vocabulary.say(
                "INSTANCE answers " + NTH + " with (?<status>\\d{3})",
                words -> nth(words).status(words.number("status")).html("<html>Sorry</html>"));
        vocabulary.say(
                "INSTANCE breaks off its answer to " + NTH, words -> nth(words).cutInBody(20));
        vocabulary.say(
                "the replica writes the next change of a document by half",
                words -> stage.replica.faults().halfWritePatches(1));
    }

    private Rule nth(Words words) {
        return server(words)
                .faults()
                .on(words.get("what").equals("write") ? "POST|PATCH|DELETE" : "*", ".*")
                .skip(words.number("nth") - 1)
                .once();
    }

    private void whenever() {
        vocabulary.say(
                "whenever INSTANCE has done CALL: (?<sentence>.+)",
                words -> rule(words).after(() -> meanwhile(words.get("sentence"))));
    }

    private void meanwhile(String sentence) {
        try {
            vocabulary.run(sentence);
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    /** Returns a list in the form of paperless-ngx, in which only the content is wrong. */
    private void list(Words words, int count, String all) {
        server(words)
                .faults()
                .on("GET", "/api/documents/")
                .status(200)
                .header("X-Version", server(words).version())
                .json("{\"count\":" + count + ",\"next\":null,\"previous\":null,\"all\":" + all + ",\"results\":[]}")
                .times(words.times("times"));
    }

    /** Returns a complete list of ids beside a count that is wrong. */
    private void miscount(Words words) {
        ObjectNode list = (ObjectNode) server(words).api().get("/api/documents/?page_size=1&fields=id");
        server(words)
                .faults()
                .on("GET", "/api/documents/")
                .query("^page_size=1&fields=id$")
                .status(200)
                .header("X-Version", server(words).version())
                .json(list.put("count", list.path("count").asInt() + 1).toString())
                .times(words.times("times"));
    }

    /** Returns a list in the form of paperless-ngx that lacks a lookup. */
    private void exclude(Words words) {
        String path = "/api/" + Stage.kind(words.get("kind")) + "/";
        ObjectNode list = (ObjectNode) server(words).api().get(path + "?page_size=100000&full_perms=true");
        ArrayNode rows = list.withArray("results");
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (rows.get(i).path("name").asText().equals(words.get("name"))) {
                rows.remove(i);
            }
        }
        server(words)
                .faults()
                .on("GET", path)
                .status(200)
                .header("X-Version", server(words).version())
                .json(list.put("count", rows.size()).toString())
                .times(words.times("times"));
    }

    private void servers() {
        vocabulary.say("INSTANCE is down", words -> server(words).goOffline());
        vocabulary.say("INSTANCE is restarted", words -> {
            server(words).goOffline();
            server(words).goOnline();
        });
        vocabulary.say("INSTANCE is up again", words -> server(words).goOnline());
        vocabulary.say(
                "INSTANCE can't write to its database",
                words -> server(words).faults().databaseLocked(true));
        vocabulary.say("INSTANCE revokes the controller's token", words -> {
            stage.world.promises().knowToken(server(words));
            server(words).revokeToken("admin");
            stage.world.promises().knowToken(server(words));
        });
        vocabulary.say(
                "INSTANCE takes superuser rights from the controller's user",
                words -> server(words)
                        .demote(
                                "admin",
                                "view_document",
                                "add_document",
                                "change_document",
                                "delete_document",
                                "view_tag"));
        vocabulary.say("INSTANCE gives them back", words -> server(words).promote("admin"));
        vocabulary.say(
                "the clock of INSTANCE is (?<minutes>\\d+) minutes (?<way>fast|slow)",
                words -> server(words)
                        .clock()
                        .move(Duration.ofMinutes(
                                words.get("way").equals("fast") ? words.number("minutes") : -words.number("minutes"))));
        vocabulary.say(
                "the clock of INSTANCE shows (?<time>\\S+)",
                words -> server(words).clock().set(java.time.Instant.parse(words.get("time"))));
        vocabulary.say(
                "the replica refuses the (?:(?<key>[a-z_]+)|field \"(?<field>[^\"]+)\") of documents: "
                        + "\"(?<why>[^\"]+)\"",
                words ->
                        stage.replica.faults().refuse(words.get(words.has("key") ? "key" : "field"), words.get("why")));
        vocabulary.say(
                "the replica breaks over the field \"(?<field>[^\"]+)\" of documents",
                words -> stage.replica.faults().breakOver(words.get("field")));
        vocabulary.say("the replica refuses duplicates", words -> stage.replica.deleteDuplicates(true));
    }

    private void worker() {
        vocabulary.say(
                "the replica's worker stands still",
                words -> stage.replica.worker().holdAt(Worker.Point.CONSUMING));
        vocabulary.say(
                "the replica's worker takes no tasks",
                words -> stage.replica.worker().pause());
        vocabulary.say(
                "the replica's worker takes tasks again",
                words -> stage.replica.worker().resume());
        vocabulary.say(
                "wait until the replica's worker has a task in hand",
                words -> stage.replica.worker().awaitInHand(World.PATIENCE));
        vocabulary.say("the replica's broker is stopped", words -> {
            stage.replica.worker().pause();
            stage.replica.faults().brokerStopped(true);
        });
        vocabulary.say("the replica's broker is started again(?<empty>, without its queue)?", words -> {
            if (words.has("empty")) {
                stage.replica.worker().forget();
            }
            stage.replica.faults().brokerStopped(false);
            stage.replica.worker().resume();
        });
        vocabulary.say(
                "the replica's worker is killed",
                words -> stage.replica.worker().killAll());
        vocabulary.say(
                "the replica's broker hands out again what the worker had fetched",
                words -> stage.replica.worker().handOutAgain());
        vocabulary.say(
                "the replica's queue is lost", words -> stage.replica.worker().forget());
        vocabulary.say(
                "the replica's worker goes on", words -> stage.replica.worker().release());
        vocabulary.say(
                "the replica's worker dies over the next document",
                words -> stage.replica.worker().killNext(Worker.Point.CONSUMING));
        vocabulary.say(
                "the replica's worker dies over the next document, but after storing it",
                words -> stage.replica.worker().killNext(Worker.Point.STORED));
        vocabulary.say(
                "the replica's worker is ended over the next document",
                words -> stage.replica.worker().exitNext(Worker.Point.CONSUMING));
        vocabulary.say(
                "the replica's worker is ended over the next document, but after storing it",
                words -> stage.replica.worker().exitNext(Worker.Point.STORED));
        vocabulary.say(
                "the replica's worker refuses the next document: \"(?<why>[^\"]+)\"",
                words -> stage.replica.worker().failNext(words.get("why")));
        vocabulary.say(
                "the replica's worker ends the next task without a document: \"(?<why>[^\"]+)\"",
                words -> stage.replica.worker().endNextWithoutDocument(words.get("why")));
        vocabulary.say(
                "the replica loses the row of the next task",
                words -> stage.replica.faults().loseTaskRows(1));
    }
}
