package io.pngx.controller.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.flow.Boot;
import io.pngx.controller.flow.Papers;
import io.pngx.controller.flow.Past;
import io.pngx.controller.flow.Version;
import io.pngx.controller.flow.World;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.ContractCheck;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Journal;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The stage of one scenario: a master, a replica, the controller, and the previous steps. */
final class Stage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final World world;
    final Paperless master;
    final Paperless replica;
    final Set<Integer> foreign = new HashSet<>();
    private final Set<String> foreignLookups = new HashSet<>();
    final Past past = new Past();
    private final HttpClient client = HttpClient.newHttpClient();
    private int masterMark;
    private int replicaMark;
    Run run;

    Stage(Version masterVersion, Version replicaVersion) {
        world = World.of(masterVersion, replicaVersion).deletesAreExpected();
        master = world.master;
        replica = world.replica().server();
        boot().settings().put(Setting.SYNC_INTERVAL, "3600");
        boot().settings().put(Setting.DELETION_MODE, "trash");
    }

    /** Returns the foreign lookups of the replica, such as {@code tags/7}. Excludes mapped lookups. */
    Set<String> foreignLookups() {
        return foreignLookups;
    }

    /** Replaces a file in place. A v2 instance does not keep the old bytes. */
    void replaceInPlace(Paperless server, int id, byte[] bytes) {
        String before = server.library().document(id).sha256();
        server.library().replaceFile(id, bytes);
        if (server == master) {
            past.replacedInPlace(before);
        }
    }

    /** Carries out an action on the replica. Lookups that the action adds count as foreign. */
    void onReplica(Runnable action) {
        Set<String> before = World.lookups(replica);
        action.run();
        Set<String> now = World.lookups(replica);
        now.removeAll(before);
        foreignLookups.addAll(now);
    }

    Boot boot() {
        return world.boot;
    }

    long replicaId() {
        return world.replica().id();
    }

    Replica row() {
        return boot().replicas().find(replicaId()).orElseThrow();
    }

    Paperless instance(String name) {
        return name.equals("master") ? master : replica;
    }

    /** Returns the titles that a sentence names. */
    static List<String> titles(String documents) {
        if (documents.startsWith("papers ")) {
            String[] words = documents.split(" ");
            return IntStream.rangeClosed(Integer.parseInt(words[1]), Integer.parseInt(words[3]))
                    .mapToObj(number -> "paper " + number)
                    .toList();
        }
        return documents.startsWith("\"")
                ? Arrays.stream(documents.substring(1, documents.length() - 1).split("\", \""))
                        .toList()
                : List.of(documents);
    }

    DocumentView live(Paperless server, String title) {
        return one(server.library().documents(), title, "document");
    }

    DocumentView trashed(Paperless server, String title) {
        return one(server.library().trashed(), title, "trashed document");
    }

    private static DocumentView one(List<DocumentView> documents, String title, String what) {
        return documents.stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no " + what + " \"" + title + "\" among "
                        + documents.stream().map(DocumentView::title).toList()));
    }

    void edit(Paperless server, String title, Object... keysAndValues) {
        server.api().patch("/api/documents/" + live(server, title).id() + "/", Papers.json(keysAndValues));
    }

    /** Returns the id of the lookup with this name. Throws {@link IllegalStateException} if there is none. */
    int lookup(Paperless server, String kind, String name) {
        return maybeLookup(server, kind, name).path("id").asInt();
    }

    JsonNode maybeLookup(Paperless server, String kind, String name) {
        for (JsonNode each :
                server.api().get("/api/" + kind + "/?page_size=100000").path("results")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        return JSON.missingNode();
    }

    static String kind(String word) {
        return word.replace(' ', '_') + "s";
    }

    /** Lets time pass for the servers, the controller's clock, and the times in its database. */
    void pass(Duration time) {
        boot().clock().move(time);
        master.clock().move(time);
        replica.clock().move(time);
        world.pass(world.replica(), time);
    }

    /** Waits for a run that started by itself, then requests a run. */
    Run ask(Run.Mode mode) {
        run = world.eventually(
                        "the end of the run before", () -> boot().runs().queue(replicaId(), mode), Optional::isPresent)
                .get();
        return run;
    }

    /** Waits for a run that started by itself, for example after a restart, then requests a run by the API. */
    void request(String mode) {
        world.eventually("the end of the run before", () -> {
            try {
                api("POST", "/api/sync", Map.of("mode", mode, "replica_id", replicaId()));
                return true;
            } catch (IllegalStateException e) {
                if (e.getMessage().contains("is already open")) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Waits for the end of the requested run, or of the run that continues it after a restart. */
    Run ended() {
        run = world.eventually(
                "the end of the sync",
                () -> boot().runs().recent(replicaId(), 1).get(0),
                last -> last.finishedAt() != null && last.state() != Run.State.ABORTED);
        return run;
    }

    void fromHereOn() {
        masterMark = master.journal().count();
        replicaMark = replica.journal().count();
    }

    /** Returns the calls since the last mark. */
    List<Journal.Entry> calls(Paperless server) {
        List<Journal.Entry> all = server.journal().all();
        return all.subList(server == master ? masterMark : replicaMark, all.size());
    }

    /** Calls the controller's API. */
    JsonNode api(String method, String path, Object body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(boot().url() + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .header("Content-Type", "application/json");
        HttpResponse<String> answer =
                ContractCheck.checked(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + " -> " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body());
    }

    /** Returns the deletions of the replica in this state. */
    List<JsonNode> deletions(String state) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        api("GET", "/api/deletions?state=" + state + "&limit=500&replica_id=" + replicaId(), null)
                .path("items")
                .forEach(found::add);
        return found;
    }

    String log() {
        return world.said(world.replica());
    }

    @Override
    public void close() {
        try {
            master.faults().clear();
            replica.faults().clear();
            replica.worker().resume();
            replica.worker().release();
            master.goOnline();
            replica.goOnline();
            world.close();
        } finally {
            boot().sql()
                    .sql("delete from settings where key in ('verify_percent_per_night', "
                            + "'deletion_mode', 'max_delete_count', 'max_delete_percent', 'paused', "
                            + "'note_prefix')")
                    .update();
        }
    }
}
