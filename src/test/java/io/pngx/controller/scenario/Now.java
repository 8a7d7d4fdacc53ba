package io.pngx.controller.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The state at one moment of a history, so that only possible events are chosen. The order is always the same. */
final class Now {
    final Paperless master;
    final Paperless replica;
    private final Stage stage;
    private int fresh = 3;
    private boolean inTrouble;

    Now(Stage stage) {
        this.stage = stage;
        this.master = stage.master;
        this.replica = stage.replica;
    }

    /** Something may go wrong at any time. */
    boolean inTrouble() {
        return inTrouble;
    }

    void inTrouble(boolean now) {
        inTrouble = now;
    }

    Stage stage() {
        return stage;
    }

    static boolean isV3(Paperless server) {
        return server.version().startsWith("3");
    }

    /** A number that was not given before: for titles and texts that no two documents share. */
    int fresh() {
        return ++fresh;
    }

    /** Live documents that the controller has to do with. */
    List<DocumentView> documents(Paperless server) {
        return server.library().documents().stream()
                .filter(document -> server == master || !stage.foreign.contains(document.id()))
                .toList();
    }

    List<DocumentView> documents(Paperless server, Predicate<DocumentView> wanted) {
        return documents(server).stream().filter(wanted).toList();
    }

    /** In the trash, without mere versions. */
    List<DocumentView> trashed(Paperless server) {
        return server.library().trashed().stream()
                .filter(document -> document.root() == null)
                .toList();
    }

    static String quoted(String name) {
        return "\"" + name + "\"";
    }

    List<String> titles(Paperless server) {
        return documents(server).stream()
                .map(document -> quoted(document.title()))
                .toList();
    }

    List<String> trashedTitles(Paperless server) {
        return trashed(server).stream()
                .map(document -> quoted(document.title()))
                .toList();
    }

    /** Lookups of the master, by id; the field of the links is left alone. */
    List<JsonNode> lookups(String word) {
        return list(master, Stage.kind(word))
                .filter(each -> !each.path("name").asText().equals("related"))
                .toList();
    }

    List<String> names(String word) {
        return lookups(word).stream()
                .map(each -> quoted(each.path("name").asText()))
                .toList();
    }

    private static Stream<JsonNode> list(Paperless server, String kind) {
        List<JsonNode> all = new ArrayList<>();
        server.api().get("/api/" + kind + "/?page_size=100000").path("results").forEach(all::add);
        return all.stream()
                .sorted(java.util.Comparator.comparing(each -> each.path("id").asInt()));
    }

    JsonNode tag(int id) {
        return lookups("tag").stream()
                .filter(each -> each.path("id").asInt() == id)
                .findFirst()
                .orElseThrow();
    }

    /** Below and including this tag. */
    Set<Integer> subtree(int id) {
        Set<Integer> found = new TreeSet<>(Set.of(id));
        for (JsonNode each : lookups("tag")) {
            if (each.path("parent").isInt() && each.path("parent").asInt() == id) {
                found.addAll(subtree(each.path("id").asInt()));
            }
        }
        return found;
    }

    int depth(int id) {
        JsonNode parent = tag(id).path("parent");
        return parent.isInt() ? 1 + depth(parent.asInt()) : 1;
    }

    int height(int id) {
        return 1
                + lookups("tag").stream()
                        .filter(each -> each.path("parent").isInt()
                                && each.path("parent").asInt() == id)
                        .mapToInt(each -> height(each.path("id").asInt()))
                        .max()
                        .orElse(0);
    }

    /** Names that no lookup of this kind has; few, so that they come back. */
    List<String> freeNames(String word, int howMany) {
        Set<String> taken = new HashSet<>(names(word));
        return IntStream.rangeClosed(1, howMany + taken.size())
                .mapToObj(i -> i == 3 ? "an odd " + word + " / \\ 'ü' \uD83D\uDE00" : word + " " + i)
                .map(Now::quoted)
                .filter(name -> !taken.contains(name))
                .limit(howMany)
                .toList();
    }

    List<String> users(Paperless server) {
        return server.library().users().keySet().stream()
                .filter(name -> !name.equals("admin"))
                .map(Now::quoted)
                .toList();
    }

    List<String> groups(Paperless server) {
        return list(server, "groups")
                .map(each -> quoted(each.path("name").asText()))
                .toList();
    }

    /** Archive serial numbers that no document of this server has, in the trash, too. */
    List<Integer> freeNumbers(Paperless server) {
        Set<Long> taken = new HashSet<>();
        Stream.concat(server.library().documents().stream(), server.library().trashed().stream())
                .forEach(document -> taken.add(document.asn()));
        return IntStream.rangeClosed(1001, 1012)
                .boxed()
                .filter(number -> !taken.contains((long) number))
                .toList();
    }

    /** May this document get these bytes? A v2 refuses bytes that another document has, in the trash, too, and can't take them twice. */
    boolean mayShow(DocumentView document, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Stream<DocumentView> others = master.library().documents().stream();
        if (!isV3(master)) {
            others = Stream.concat(others, master.library().trashed().stream());
        } else if (isV3(replica)) {
            return true;
        }
        return others.filter(other -> other.id() != document.id())
                .noneMatch(other -> java.util.Arrays.equals(
                        master.library()
                                .bytes(
                                        isV3(master)
                                                ? master.library()
                                                        .versions(other.id())
                                                        .get(0)
                                                        .id()
                                                : other.id()),
                        bytes));
    }
}
