package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Properties of targets for random documents and replicas that lack some lookups. The seed allows repeating a failure.
 */
class PropertiesTest {
    private static final int WORLDS = 1000;
    private static final Set<String> WHITE_LIST = Set.of(
            "title",
            "content",
            "created",
            "correspondent",
            "document_type",
            "storage_path",
            "archive_serial_number",
            "owner",
            "tags",
            "set_permissions",
            "custom_fields");
    private static final List<String> TYPES = List.of(
            "string", "integer", "float", "monetary", "boolean", "date", "url", "longtext", "documentlink", "select");

    private Random random;
    private Translation translation;

    /** Creates a master with everything, and a replica that lacks some lookups and users. */
    private void world(long seed) {
        random = new Random(seed);
        Paper.World world = new Paper.World();
        for (long id = 1; id <= 4; id++) {
            world.user(id, "user " + id, random.nextInt(3) == 0 ? null : id + 50);
            world.group(id, "group " + id, random.nextInt(3) == 0 ? null : id + 60);
            world.document(id, id + 1000);
        }
        for (Kind kind : Kind.values()) {
            for (long id = 1; id <= TYPES.size(); id++) {
                String type = TYPES.get((int) id - 1);
                String more = kind != Kind.CUSTOM_FIELD
                        ? ""
                        : ",'data_type':'" + type + "'"
                                + (type.equals("select")
                                        ? ",'extra_data':{'select_options':[{'id':'a','label':'A'},{'id':'b',"
                                                + "'label':'B'}]}"
                                        : "");
                long parent = random.nextInt((int) id);
                world.onMaster(
                        kind,
                        "'id':" + id + ",'name':'" + kind.word() + id + "'" + more
                                + (kind == Kind.TAG && parent > 0 ? ",'parent':" + parent : ""));
                if (random.nextInt(5) == 0) {
                    world.uncarried(kind, id);
                } else {
                    world.onReplica(
                            kind,
                            "'id':" + (id + 100) + ",'name':'" + kind.word() + id + "'" + more
                                    + (kind == Kind.TAG && parent > 0 ? ",'parent':" + (parent + 100) : ""));
                    world.mapped(kind, id, id + 100);
                }
            }
        }
        translation = world.translation();
    }

    private void inEveryWorld(Runnable claim) {
        for (long seed = 1; seed <= WORLDS; seed++) {
            world(seed);
            try {
                claim.run();
            } catch (AssertionError e) {
                throw new AssertionError("in the world of seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void aWrittenDocumentIsEqualAndNeedsNoSecondPatch() {
        inEveryWorld(() -> {
            Target target = Targets.target(document(0), translation, Rules.NONE);
            Document replica = document(100);

            ObjectNode patch = Differences.between(target, replica, translation.replica());

            assertThat(WHITE_LIST).containsAll(keys(patch));
            assertThat(Differences.between(target, applied(patch, replica), translation.replica()))
                    .as(patch.toString())
                    .isEmpty();
        });
    }

    @Test
    void aConsumedDocumentBecomesEqualByOnePatchOfEverything() {
        inEveryWorld(() -> {
            Target target = Targets.target(document(0), translation, Rules.NONE);

            ObjectNode everything = Differences.everything(target);

            assertThat(WHITE_LIST).containsAll(keys(everything));
            assertThat(Differences.between(target, applied(everything, document(100)), translation.replica()))
                    .isEmpty();
        });
    }

    @Test
    void nobodySeesOrChangesADocumentWhoMayNotOnTheMaster() {
        inEveryWorld(() -> {
            Document document = document(0);
            Target target = Targets.target(document, translation, Rules.NONE);

            assertThat(target.owner() == null).as("no owner is everybody").isEqualTo(document.owner() == null);
            Map<String, Set<Long>> master = Normal.grants(document.permissions());
            target.grants().forEach((key, ids) -> {
                Lookups replica = translation.replica();
                Set<String> allowed = names(master.get(key), key, translation.master());
                assertThat(allowed).as(key).containsAll(names(ids, key, replica));
            });
            if (target.owner() != null && target.owner() != Paper.SYNC_USER) {
                assertThat(translation.replica().user(target.owner()))
                        .isEqualTo(translation.master().user(document.owner()));
            }
        });
    }

    @Test
    void theSameDocumentHasTheSameFingerprintAndWhatDiffersInTheTargetDiffersThere() {
        inEveryWorld(() -> {
            Document one = document(0);
            Document other = document(0);

            Target first = Targets.target(one, translation, Rules.NONE);
            Target second = Targets.target(other, translation, Rules.NONE);

            assertThat(Targets.target(one, translation, Rules.NONE)).isEqualTo(first);
            if (first.fingerprint().equals(second.fingerprint())) {
                assertThat(Differences.everything(first)).isEqualTo(Differences.everything(second));
            }
        });
    }

    private static Set<String> names(Set<Long> ids, String key, Lookups lookups) {
        return ids.stream()
                .map(id -> key.endsWith("users") ? lookups.user(id) : lookups.group(id))
                .collect(Collectors.toSet());
    }

    private static List<String> keys(ObjectNode patch) {
        List<String> keys = new ArrayList<>();
        patch.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private Document document(long shift) {
        String fields = random.ints(random.nextInt(4), 1, TYPES.size() + 1)
                .distinct()
                .mapToObj(id -> "{'field':" + (id + shift) + ",'value':" + value(TYPES.get(id - 1), shift) + "}")
                .collect(Collectors.joining(","));
        return Paper.document("'title':'" + " ".repeat(random.nextInt(2)) + "title " + random.nextInt(3)
                + "','content':" + (random.nextInt(5) == 0 ? "null" : "'text " + random.nextInt(3) + " '")
                + ",'created':'2024-0" + (1 + random.nextInt(3)) + "-01','correspondent':" + maybe(shift)
                + ",'document_type':" + maybe(shift)
                + ",'storage_path':" + maybe(shift) + ",'archive_serial_number':" + maybe(0) + ",'owner':" + user(shift)
                + ",'tags':["
                + random.ints(random.nextInt(4), 1, 11)
                        .distinct()
                        .mapToObj(id -> "" + (id + shift))
                        .collect(Collectors.joining(","))
                + "]"
                + ",'permissions':{'view':" + grant(shift) + ",'change':" + grant(shift) + "},'custom_fields':["
                + fields + "]");
    }

    private String maybe(long shift) {
        return random.nextBoolean() ? "null" : String.valueOf(1 + random.nextInt(10) + shift);
    }

    private String user(long shift) {
        return random.nextInt(3) == 0
                ? "null"
                : String.valueOf(1 + random.nextInt(5) + (shift > 0 ? 50 : 0)); // 5: hidden from the API user
    }

    private String grant(long shift) {
        String users = random.ints(random.nextInt(3), 1, 6)
                .distinct()
                .mapToObj(id -> "" + (id + (shift > 0 ? 50 : 0)))
                .collect(Collectors.joining(","));
        String groups = random.ints(random.nextInt(3), 1, 6)
                .distinct()
                .mapToObj(id -> "" + (id + (shift > 0 ? 60 : 0)))
                .collect(Collectors.joining(","));
        return "{'users':[" + users + "],'groups':[" + groups + "]}";
    }

    private String value(String type, long shift) {
        if (random.nextInt(4) == 0) {
            return "null";
        }
        return switch (type) {
            case "integer" -> String.valueOf(random.nextInt(3));
            case "float" -> random.nextInt(3) + ".50";
            case "monetary" -> "'EUR" + random.nextInt(3) + ".50'";
            case "boolean" -> String.valueOf(random.nextBoolean());
            case "date" -> "'2024-01-0" + (1 + random.nextInt(3)) + "'";
            case "documentlink" -> "[" + (1 + random.nextInt(6) + (shift > 0 ? 1000 : 0)) + "]"; // 5 and 6: no copy yet
            case "select" -> random.nextBoolean() ? "'a'" : "'b'";
            default -> "'text " + random.nextInt(3) + "'";
        };
    }

    /**
     * Applies a PATCH as paperless-ngx does: trims texts, adds ancestors and view permissions, and replaces all custom
     * fields.
     */
    private Document applied(ObjectNode patch, Document document) {
        ObjectNode json = Json.MAPPER.valueToTree(document);
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "title", "content" ->
                    json.put(entry.getKey(), value.asText().strip());
                case "tags" -> {
                    List<Long> tags = new ArrayList<>();
                    value.forEach(tag -> tags.add(tag.asLong()));
                    json.set("tags", Json.MAPPER.valueToTree(Normal.closure(tags, translation.replica())));
                }
                case "set_permissions" -> {
                    ObjectNode permissions = value.deepCopy();
                    for (String who : List.of("users", "groups")) {
                        Set<Long> view = new TreeSet<>();
                        value.at("/view/" + who).forEach(id -> view.add(id.asLong()));
                        value.at("/change/" + who).forEach(id -> view.add(id.asLong()));
                        ((ObjectNode) permissions.get("view")).set(who, Json.MAPPER.valueToTree(view));
                    }
                    json.set("permissions", permissions);
                }
                default -> json.set(entry.getKey(), value);
            }
        });
        return Json.MAPPER.convertValue(json, Document.class);
    }
}
