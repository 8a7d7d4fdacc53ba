package io.pngx.controller.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares a replica with its master, in names instead of ids. Shares no code with the controller. Matches documents by
 * the SHA-256 of their originals.
 */
public final class Equal {
    public static final List<String> KINDS =
            List.of("tags", "correspondents", "document_types", "storage_paths", "custom_fields");
    private static final String SYNC_USER = "admin";

    private final Paperless masterServer;
    private final Paperless replicaServer;
    private final Names master;
    private final Names replica;
    private final Set<Integer> foreign;
    private final Set<String> foreignLookups;
    private final Past past;
    private final List<String> differences = new ArrayList<>();

    private Equal(Paperless master, Paperless replica, Set<Integer> foreign, Set<String> foreignLookups, Past past) {
        this.foreignLookups = foreignLookups;
        this.past = past;
        this.masterServer = master;
        this.replicaServer = replica;
        this.master = new Names(master);
        this.replica = new Names(replica);
        this.foreign = foreign;
    }

    /** Returns one readable line for each difference; empty if the instances are equal. */
    static List<String> differences(Paperless master, Paperless replica) {
        return differences(master, replica, Set.of(), Set.of());
    }

    /**
     * @param foreign        ids of foreign documents of the replica
     * @param foreignLookups foreign lookups of the replica, such as {@code tags/7}
     */
    public static List<String> differences(
            Paperless master, Paperless replica, Set<Integer> foreign, Set<String> foreignLookups) {
        return differences(master, replica, foreign, foreignLookups, new Past());
    }

    /** @param past files that can't be equal any more, because one instance was a v2 */
    public static List<String> differences(
            Paperless master, Paperless replica, Set<Integer> foreign, Set<String> foreignLookups, Past past) {
        Equal judge = new Equal(master, replica, foreign, foreignLookups, past);
        judge.lookups();
        judge.documents();
        return judge.differences;
    }

    private void differ(String what, Object wanted, Object found) {
        if (!Objects.equals(wanted, found)) {
            differences.add(what + ": the master has " + wanted + ", the replica " + found);
        }
    }

    private void lookups() {
        for (String kind : KINDS) {
            replica.of(kind).forEach((id, lookup) -> {
                boolean ours = !foreignLookups.contains(kind + "/" + id);
                if (ours && !lookups(kind, master, true).containsKey(key(kind, lookup, replica, false))) {
                    differences.add(kind + ": only the replica has " + key(kind, lookup, replica, false));
                }
            });
            Map<String, Map<String, Object>> wanted = lookups(kind, master, true);
            Map<String, Map<String, Object>> found = lookups(kind, replica, false);
            wanted.forEach((key, lookup) -> {
                if (!found.containsKey(key)) {
                    differences.add(kind + ": the replica has no " + key);
                } else {
                    lookup.forEach((attribute, value) -> differ(
                            kind + " " + key + ", " + attribute,
                            value,
                            found.get(key).get(attribute)));
                }
            });
        }
    }

    /** Returns lookups by name and owner, which together are unique. */
    private Map<String, Map<String, Object>> lookups(String kind, Names names, boolean asMaster) {
        Map<String, Map<String, Object>> found = new TreeMap<>();
        names.of(kind)
                .values()
                .forEach(lookup ->
                        found.put(key(kind, lookup, names, asMaster), attributes(kind, lookup, names, asMaster)));
        return found;
    }

    private String key(String kind, JsonNode lookup, Names names, boolean asMaster) {
        if (lookup == null) {
            return null;
        }
        String name = "\"" + lookup.path("name").asText().strip() + "\"";
        return kind.equals("custom_fields") ? name : name + " of " + owner(lookup.path("owner"), names, asMaster);
    }

    private Map<String, Object> attributes(String kind, JsonNode lookup, Names names, boolean asMaster) {
        Map<String, Object> attributes = new TreeMap<>();
        if (kind.equals("custom_fields")) {
            String type = lookup.path("data_type").asText();
            attributes.put("data type", type);
            // A field that changed its type keeps the extra data of its old type, which nobody can see.
            attributes.put(
                    "currency",
                    type.equals("monetary")
                            ? lookup.path("extra_data").path("default_currency").asText("")
                            : "");
            attributes.put("options", type.equals("select") ? options(lookup, asMaster) : List.of());
            return attributes;
        }
        for (String key : List.of("match", "matching_algorithm", "is_insensitive", "is_inbox_tag", "path")) {
            attributes.put(key, lookup.path(key).asText(""));
        }
        attributes.put("color", lookup.path("color").asText("").toLowerCase(Locale.ROOT));
        attributes.put("parent", key(kind, names.lookup(kind, lookup.path("parent")), names, asMaster));
        attributes.putAll(permissions(lookup.path("permissions"), names, asMaster));
        return attributes;
    }

    /**
     * Returns each label once. The replica's field may have more options, because the removal of an option would clear
     * values of foreign documents. The comparison of documents compares the option that a document shows.
     */
    private List<String> options(JsonNode field, boolean asMaster) {
        List<String> labels = new ArrayList<>();
        field.path("extra_data")
                .path("select_options")
                .forEach(option -> labels.add(option.path("label").asText()));
        if (!asMaster) {
            JsonNode there = master.of("custom_fields").values().stream()
                    .filter(other -> other.path("name").equals(field.path("name")))
                    .findFirst()
                    .orElse(null);
            labels.retainAll(there == null ? List.of() : options(there, true));
        }
        return labels.stream().distinct().toList();
    }

    /** Returns the expected owner: the API user if the replica lacks the owner; none if there is no owner. */
    private String owner(JsonNode id, Names names, boolean asMaster) {
        if (id == null || id.isNull() || id.isMissingNode()) {
            return "nobody";
        }
        String name = names.users.get(id.asInt());
        return asMaster && !replica.users.containsValue(name) ? SYNC_USER : name;
    }

    /** Returns the expected permissions. Permissions of users and groups that the replica lacks are dropped. */
    private Map<String, Object> permissions(JsonNode permissions, Names names, boolean asMaster) {
        Map<String, Object> found = new TreeMap<>();
        for (String action : List.of("view", "change")) {
            Set<String> who = new TreeSet<>();
            permissions.path(action).path("users").forEach(id -> {
                String name = names.users.get(id.asInt());
                if (!asMaster || replica.users.containsValue(name)) {
                    who.add("user " + name);
                }
            });
            permissions.path(action).path("groups").forEach(id -> {
                String name = names.groups.get(id.asInt());
                if (!asMaster || replica.groups.containsValue(name)) {
                    who.add("group " + name);
                }
            });
            found.put("may " + action, who);
        }
        return found;
    }

    private void documents() {
        Map<String, List<DocumentView>> wanted = bySha(masterServer, Set.of());
        Map<String, List<DocumentView>> found = bySha(replicaServer, foreign);
        Map<Integer, JsonNode> masterJson = json(masterServer);
        Map<Integer, JsonNode> replicaJson = json(replicaServer);
        wanted.forEach((sha, originals) -> {
            List<DocumentView> copies = found.getOrDefault(sha, List.of());
            String what =
                    "\"" + originals.get(0).title() + "\" (" + originals.get(0).originalFileName() + ")";
            if (copies.size() != originals.size()) {
                differences.add(
                        what + ": " + originals.size() + " on the master, " + copies.size() + " on the replica");
                return;
            }
            for (int i = 0; i < originals.size(); i++) {
                document(
                        what,
                        masterJson.get(originals.get(i).id()),
                        replicaJson.get(copies.get(i).id()));
            }
        });
        found.forEach((sha, copies) -> {
            if (!wanted.containsKey(sha)) {
                differences.add("only the replica has "
                        + copies.stream().map(DocumentView::title).toList());
            }
        });
    }

    private static Map<String, List<DocumentView>> bySha(Paperless server, Set<Integer> without) {
        Map<String, List<DocumentView>> found = new HashMap<>();
        server.library().documents().stream()
                .filter(document -> !without.contains(document.id()))
                .sorted(Comparator.comparing(DocumentView::title))
                .forEach(document -> found.computeIfAbsent(document.sha256(), sha -> new ArrayList<>())
                        .add(document));
        return found;
    }

    private static Map<Integer, JsonNode> json(Paperless server) {
        Map<Integer, JsonNode> found = new HashMap<>();
        server.api()
                .get("/api/documents/?page_size=100000&full_perms=true")
                .path("results")
                .forEach(document -> found.put(document.path("id").asInt(), document));
        return found;
    }

    @SuppressWarnings("unchecked")
    private void document(String what, JsonNode original, JsonNode copy) {
        Map<String, Object> oneSided = fields(original, master, masterServer, true);
        Map<String, Object> wanted = new TreeMap<>(oneSided);
        otherEnds(original.path("id").asInt(), master, masterServer, wanted);
        Map<String, Object> found = fields(copy, replica, replicaServer, false);
        found.put(
                "notes", withoutAuthorsWhoLeft((List<String>) wanted.get("notes"), (List<String>) found.get("notes")));
        Set<String> keys = new TreeSet<>(wanted.keySet());
        keys.addAll(found.keySet());
        // A restored copy can have a one-sided link, too.
        keys.removeIf(key -> key.startsWith("custom field ") && Objects.equals(oneSided.get(key), found.get(key)));
        keys.forEach(key -> differ(what + ", " + key, wanted.get(key), found.get(key)));
        if (master.versions && replica.versions) {
            List<String> files = past.ofReplica(files(copy), files(original));
            differ(what + ", files, newest first", past.ofMaster(files(original), files), files);
        }
        String name = copy.path("original_file_name").asText("");
        // A v2 replica holds the same bytes only once. If another document gets these bytes, the copy keeps its name.
        if (replica.versions || !isNameOfAnother(name)) {
            fileName(what, original, name);
        }
    }

    private boolean isNameOfAnother(String name) {
        return java.util.stream.Stream.concat(
                        masterServer.library().documents().stream(), masterServer.library().trashed().stream())
                .anyMatch(document -> name.equals(document.originalFileName()));
    }

    private void fileName(String what, JsonNode original, String found) {
        // Django removes characters that Python calls not printable from file names.
        String name = original.path("original_file_name").asText("").replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "");
        if (name.isEmpty() || name.equals("null")) {
            differ(what + ", a file name where the master has none", true, !found.isBlank());
        } else if (name.getBytes(StandardCharsets.UTF_8).length <= 250) {
            differ(what + ", file name", name, found);
        } else {
            // The name is too long for an upload. The copy keeps beginning and ending of the name.
            String ending = name.substring(name.lastIndexOf('.'));
            differ(
                    what + ", shortened file name " + found,
                    true,
                    found.endsWith(ending)
                            && name.startsWith(found.substring(0, found.length() - ending.length()))
                            && found.getBytes(StandardCharsets.UTF_8).length > 240);
        }
    }

    private Map<String, Object> fields(JsonNode document, Names names, Paperless server, boolean asMaster) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("title", document.path("title").asText().strip());
        fields.put("content", document.path("content").asText().strip());
        fields.put("created", document.path("created").asText());
        fields.put(
                "archive serial number", document.path("archive_serial_number").asText());
        fields.put("owner", owner(document.path("owner"), names, asMaster));
        fields.putAll(permissions(document.path("permissions"), names, asMaster));
        fields.put("correspondent", named("correspondents", document.path("correspondent"), names, asMaster));
        fields.put("document type", named("document_types", document.path("document_type"), names, asMaster));
        fields.put("storage path", named("storage_paths", document.path("storage_path"), names, asMaster));
        Set<String> tags = new TreeSet<>();
        names.withAncestors(document.path("tags"))
                .forEach(tag -> tags.add(key("tags", names.of("tags").get(tag), names, asMaster)));
        fields.put("tags", tags);
        fields.put("notes", notes(document, asMaster));
        document.path("custom_fields").forEach(value -> {
            JsonNode field = names.lookup("custom_fields", value.path("field"));
            Object said = value(field, value.path("value"), server);
            if (said != null) {
                fields.put("custom field " + field.path("name").asText(), said);
            }
        });
        return fields;
    }

    /** Adds the other ends of one-sided links, because a write through the API always creates both ends. */
    private static void otherEnds(int id, Names names, Paperless server, Map<String, Object> fields) {
        server.library()
                .documents()
                .forEach(other -> other.fields().forEach((field, value) -> {
                    JsonNode definition = names.lookup("custom_fields", IntNode.valueOf(field));
                    if (definition.path("data_type").asText().equals("documentlink") && contains(value, id)) {
                        Set<Object> ends = new TreeSet<>((Set<?>) fields.getOrDefault(
                                "custom field " + definition.path("name").asText(), Set.of()));
                        ends.add(other.sha256());
                        fields.put("custom field " + definition.path("name").asText(), ends);
                    }
                }));
    }

    /** Returns the expected notes: with author and time in front of the text, and without foreign notes. */
    private static List<String> notes(JsonNode document, boolean asMaster) {
        List<String> notes = new ArrayList<>();
        document.path("notes").forEach(note -> {
            String author = note.path("user").path("username").asText("");
            String text = note.path("note").asText();
            if (asMaster) {
                String time = note.path("created").asText().substring(0, 16).replace('T', ' ');
                notes.add("[" + (author.isEmpty() ? "" : author + ", ") + time + "] " + text);
            } else if (author.equals(SYNC_USER)) {
                notes.add(text);
            }
        });
        notes.sort(Comparator.naturalOrder());
        return notes;
    }

    /** Ignores authors whose user was deleted on the master after the copy was written. */
    private static List<String> withoutAuthorsWhoLeft(List<String> wanted, List<String> found) {
        return found.stream()
                .map(note -> {
                    String nameless = note.replaceFirst("^\\[[^\\]]*, (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\\])", "[$1");
                    return !wanted.contains(note) && wanted.contains(nameless) ? nameless : note;
                })
                .sorted()
                .toList();
    }

    private static List<String> files(JsonNode document) {
        List<String> files = new ArrayList<>();
        document.path("versions")
                .forEach(version -> files.add(version.path("checksum").asText() + " "
                        + version.path("version_label").asText("")));
        return files;
    }

    private String named(String kind, JsonNode id, Names names, boolean asMaster) {
        return key(kind, names.lookup(kind, id), names, asMaster);
    }

    private static boolean contains(JsonNode ids, int id) {
        for (JsonNode each : ids) {
            if (each.asInt() == id) {
                return true;
            }
        }
        return false;
    }

    /** Returns the comparable value of a field; null for an empty list of links, which counts as no value. */
    private Object value(JsonNode field, JsonNode value, Paperless server) {
        String type = field.path("data_type").asText();
        if (type.equals("documentlink")) {
            Set<String> targets = new TreeSet<>();
            // paperless-ngx keeps links to trashed documents, but does not accept such links.
            server.library().documents().stream()
                    .filter(document -> contains(value, document.id()))
                    // A copy keeps its links to foreign documents, which these documents show, too.
                    .filter(document -> server == masterServer || !foreign.contains(document.id()))
                    .forEach(document -> targets.add(document.sha256()));
            return targets.isEmpty() ? null : targets;
        }
        if (value.isNull()) {
            return "empty";
        }
        return switch (type) {
            case "select" -> Names.label(field, value);
            case "float" -> value.asDouble();
            default -> value.asText();
        };
    }
}
