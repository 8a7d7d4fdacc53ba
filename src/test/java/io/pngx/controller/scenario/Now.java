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

    /** Returns whether a fault may occur at any time. */
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

    /** Returns a new number, for unique titles and texts. */
    int fresh() {
        return ++fresh;
    }

    /** Returns the live documents without foreign documents. */
    List<DocumentView> documents(Paperless server) {
        return server.library().documents().stream()
                .filter(document -> server == master || !stage.foreign.contains(document.id()))
                .toList();
    }

    List<DocumentView> documents(Paperless server, Predicate<DocumentView> wanted) {
        return documents(server).stream().filter(wanted).toList();
    }

    /** Returns the trashed documents without versions. */
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

    /** Returns the lookups of the master by id, without the field for links. */
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

    /** Returns this tag and all tags below it. */
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

    /** Returns unused names for a kind of lookup. There are few names, so that histories reuse them. */
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

    /** Returns archive serial numbers that no live or trashed document of the server has. */
    List<Integer> freeNumbers(Paperless server) {
        Set<Long> taken = new HashSet<>();
        Stream.concat(server.library().documents().stream(), server.library().trashed().stream())
                .forEach(document -> taken.add(document.asn()));
        return IntStream.rangeClosed(1001, 1012)
                .boxed()
                .filter(number -> !taken.contains((long) number))
                .toList();
    }

    /**
     * Returns whether a document may get these bytes. A v2 instance refuses the bytes of another live or trashed
     * document.
     */
    boolean mayShow(DocumentView document, String text) {
        return mayShow(document, text.getBytes(StandardCharsets.UTF_8));
    }

    boolean mayShow(DocumentView document, byte[] bytes) {
        Stream<DocumentView> others = master.library().documents().stream();
        if (!isV3(master)) {
            others = Stream.concat(others, master.library().trashed().stream());
        } else if (isV3(replica)) {
            return true;
        }
        return others.filter(other -> other.id() != document.id())
                .noneMatch(other -> java.util.Arrays.equals(
                        master.library().bytes(newestFile(other).id()), bytes));
    }

    /** Returns whether a 2.x replica can't hold a file of the master yet, because another copy has its bytes. */
    boolean isHeldByOtherCopy() {
        return !isV3(replica)
                && documents(replica).stream()
                        .anyMatch(copy -> documents(master).stream()
                                .anyMatch(document ->
                                        newestFile(document).sha256().equals(copy.sha256())
                                                && isCopyOfAnother(copy.id(), document.id())));
    }

    private boolean isCopyOfAnother(int copy, int document) {
        return stage.boot()
                .sql()
                .sql("select exists (select 1 from sync_map where replica_id = ? and replica_doc_id = ?"
                        + " and master_id <> ?)")
                .params(stage.replicaId(), copy, document)
                .query(Boolean.class)
                .single();
    }

    DocumentView newestFile(DocumentView document) {
        return isV3(master) ? master.library().versions(document.id()).get(0) : document;
    }

    /** Returns the bytes of the version before the newest one of a document on a v3 master. */
    byte[] fileBefore(DocumentView document) {
        return master.library()
                .bytes(master.library().versions(document.id()).get(1).id());
    }
}
