package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the writes that make one kind of lookup equal on master and replica: the mapping of the lookups, the order of
 * the writes, and their bodies.
 */
public final class LookupChanges {
    private LookupChanges() {}

    /**
     * One write to the replica.
     *
     * @param replicaId null: the lookup must be created
     */
    public record Change(Kind kind, Lookup master, Long replicaId, ObjectNode body) {
        public boolean creates() {
            return replicaId == null;
        }

        /** @return whether a custom field gets another type; afterwards, the old values of the field cannot be read */
        public boolean isRetyping() {
            return !creates() && body.has("data_type");
        }

        /** @return whether the lookup gets a temporary name, which frees its name for another lookup */
        public boolean isTemporaryName() {
            return body.has("name") && !body.get("name").asText().equals(Normal.text(master.name()));
        }

        /** @return whether the lookup is missing on the master and must free its name for another lookup */
        public boolean isOfMissing(Translation translation) {
            return !creates() && !replicaId.equals(translation.ids().get(kind).get(master.id()));
        }

        @Override
        public String toString() {
            return (creates() ? "create " : "change ") + kind.word() + " \"" + master.name() + "\"";
        }
    }

    /**
     * Updates the mapping of a kind. An entry stays if both of its lookups exist, so that a renamed lookup keeps its
     * mapping. New lookups are matched by name and owner, and then by name alone. The match by name alone ignores
     * lookups that belong to another user of the replica. A lookup that was deleted on the master and created again
     * under the same name is matched, too.
     *
     * @param stored the mapping as it was stored
     */
    public static Map<Long, Long> match(Kind kind, Translation translation, Map<Long, Long> stored) {
        Map<Long, Long> ids = new java.util.concurrent.ConcurrentHashMap<>();
        stored.forEach((masterId, replicaId) -> {
            if (translation.master().get(kind, masterId) != null
                    && translation.replica().get(kind, replicaId) != null) {
                ids.put(masterId, replicaId);
            }
        });
        Set<Long> taken = new HashSet<>(ids.values());
        List<Lookup> left = new ArrayList<>(translation.master().of(kind));
        left.removeIf(lookup -> ids.containsKey(lookup.id()));
        for (boolean sameOwner : new boolean[] {true, false}) {
            left.removeIf(lookup -> {
                Long found = translation.replica().of(kind).stream()
                        .filter(there -> !taken.contains(there.id())
                                && isSameName(kind, lookup, there)
                                && (sameOwner
                                        ? Objects.equals(translation.owner(lookup.owner()), there.owner())
                                        : isUnowned(there, translation)))
                        .map(Lookup::id)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
                if (found != null) {
                    ids.put(lookup.id(), found);
                    taken.add(found);
                }
                return found != null;
            });
        }
        return ids;
    }

    private static boolean isUnowned(Lookup there, Translation translation) {
        return there.owner() == null || there.owner() == translation.syncUser();
    }

    private static boolean isSameName(Kind kind, Lookup master, Lookup replica) {
        return Normal.text(master.name()).equals(Normal.text(replica.name()))
                && (kind != Kind.CUSTOM_FIELD || Objects.equals(master.dataType(), replica.dataType()));
    }

    /**
     * Sorts lookups for writing. Parents come before children. Lookups with an owner come before lookups without,
     * because a lookup without an owner blocks its name for lookups with an owner (paperless-api.md §7.1).
     */
    public static List<Lookup> inWriteOrder(Kind kind, Lookups lookups) {
        Collection<Lookup> all = lookups.of(kind);
        return all.stream()
                .sorted(Comparator.<Lookup>comparingInt(lookup -> depth(lookup, lookups))
                        .thenComparing(lookup -> lookup.owner() == null)
                        .thenComparingLong(Lookup::id))
                .toList();
    }

    private static int depth(Lookup lookup, Lookups lookups) {
        int depth = 0;
        for (Lookup at = lookup; at != null && at.parent() != null && depth < 32; depth++) {
            at = lookups.get(Kind.TAG, at.parent());
        }
        return depth;
    }

    /** @return the write for one lookup; its body is empty if nothing differs */
    public static Change change(Kind kind, Lookup master, Translation translation) {
        Long replicaId = translation.ids().get(kind).get(master.id());
        ObjectNode wanted = body(kind, master, translation, replicaId);
        if (replicaId == null) {
            return new Change(kind, master, null, wanted);
        }
        Lookup there = translation.replica().get(kind, replicaId);
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        wanted.properties().forEach(entry -> {
            if (!entry.getValue().equals(found(entry.getKey(), there, entry.getValue()))) {
                changes.set(entry.getKey(), entry.getValue());
            }
        });
        if (changes.has("name") && wanted.has("owner")) {
            // The owner must be in the body. Otherwise, paperless checks whether the API user, instead of the owner,
            // has a lookup of this name.
            changes.set("owner", wanted.get("owner"));
        }
        if (!changes.isEmpty() && wanted.path("extra_data").has("select_options")) {
            changes.set("extra_data", wanted.get("extra_data"));
        }
        return new Change(kind, master, replicaId, changes);
    }

    /**
     * Finds a change that must come before {@code change}, because another mapped lookup of the replica blocks the new
     * name. For example, the master's lookups exchanged their names. Or a lookup without an owner blocks its name for
     * lookups with an owner (paperless-api.md §7.1). The blocking lookup gets a temporary name. A blocking lookup that
     * is missing on the master keeps the temporary name until its deletion is decided.
     */
    public static Optional<Change> clearingName(Change change, Translation translation) {
        if (!change.body().has("name") && !change.body().has("owner")) {
            return Optional.empty();
        }
        String name = Normal.text(change.master().name());
        Long owner = translation.owner(change.master().owner());
        List<Lookup> holders = translation.replica().of(change.kind()).stream()
                .filter(holder -> !Objects.equals(holder.id(), change.replicaId())
                        && Normal.text(holder.name()).equals(name)
                        && (holder.owner() == null || holder.owner().equals(owner)))
                .toList();
        if (holders.stream()
                .anyMatch(holder -> Objects.equals(holder.owner(), owner)
                        && keepsName(change.kind(), holder, name, owner, translation))) {
            // The replica lacks the owners that distinguish two lookups of the master, so the replica refuses the
            // second lookup in any case.
            return Optional.empty();
        }
        for (Lookup holder : holders) {
            Lookup behind = translation.masterLookup(change.kind(), holder.id()).orElse(null);
            boolean leaves = behind != null && !keepsName(change.kind(), holder, name, owner, translation);
            if (leaves) {
                return Optional.of(renamed(change.kind(), behind, holder, "renaming"));
            }
            if (behind == null && translation.kept().get(change.kind()).contains(holder.id())) {
                return Optional.of(renamed(change.kind(), holder, holder, "no longer on the master,"));
            }
        }
        return Optional.empty();
    }

    /** @return whether the lookup has to keep this name and owner */
    private static boolean keepsName(Kind kind, Lookup holder, String name, Long owner, Translation translation) {
        return translation
                .masterLookup(kind, holder.id())
                .filter(behind -> Normal.text(behind.name()).equals(name)
                        && Objects.equals(translation.owner(behind.owner()), owner))
                .isPresent();
    }

    private static Change renamed(Kind kind, Lookup behind, Lookup holder, String why) {
        String name = Normal.text(holder.name());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                "name",
                name.substring(0, name.offsetByCodePoints(0, Math.min(90, name.codePointCount(0, name.length()))))
                        + " (" + why + " " + holder.id() + ")");
        if (kind != Kind.CUSTOM_FIELD) {
            body.put("owner", holder.owner());
        }
        extraData(body, holder, holder);
        return new Change(kind, behind, holder.id(), body);
    }

    /**
     * Returns a digest of the parts of a custom field on which documents depend: its type, the labels of its options,
     * and the replica's option for each label.
     */
    public static String definition(Lookup field, Lookup there) {
        return new Hash()
                .add(field.dataType())
                .add(new java.util.TreeMap<>(Options.of(field)))
                .add(new java.util.TreeMap<>(Options.assigned(field, there)))
                .hex();
    }

    private static ObjectNode body(Kind kind, Lookup master, Translation translation, Long replicaId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", Normal.text(master.name()));
        if (kind == Kind.CUSTOM_FIELD) {
            body.put("data_type", master.dataType());
            extraData(body, master, translation.replica().get(kind, replicaId));
            return body;
        }
        body.put("match", Normal.text(master.match()));
        body.put("matching_algorithm", master.matchingAlgorithm());
        body.put("is_insensitive", master.isInsensitive());
        body.put("owner", translation.owner(master.owner())); // without this key, the API user becomes the owner
        body.set("set_permissions", Grants.json(Grants.translate(master.permissions(), translation)));
        if (kind == Kind.TAG) {
            body.put("color", lower(master.color()));
            body.put("is_inbox_tag", master.isInboxTag());
            body.put(
                    "parent",
                    master.parent() == null
                            ? null
                            : translation.lookup(Kind.TAG, master.parent()).orElse(null));
        }
        if (kind == Kind.STORAGE_PATH) {
            body.put("path", Normal.storagePath(master.path()));
        }
        return body;
    }

    /**
     * Adds the options or the currency of a custom field. Each PATCH of a select field needs the complete list of
     * options, even a PATCH that changes the type (paperless-api.md §7.3).
     */
    private static void extraData(ObjectNode body, Lookup master, Lookup there) {
        if ("select".equals(master.dataType())) {
            body.withObject("/extra_data").set("select_options", Options.merged(master, there));
        } else if (there != null && "select".equals(there.dataType())) {
            body.withObject("/extra_data").set("select_options", Options.merged(there, there));
        }
        if ("monetary".equals(master.dataType())) {
            body.withObject("/extra_data").put("default_currency", currency(master));
        }
    }

    /**
     * @return the currency of the field; null: none. If a field has no currency, paperless-ngx stores null or an empty
     *     text
     */
    private static String currency(Lookup field) {
        String currency = field.extraData() == null
                ? ""
                : field.extraData().path("default_currency").textValue();
        return currency == null || currency.isBlank() ? null : currency;
    }

    /** Returns the replica's value of a key, in the form of the wanted value. */
    private static JsonNode found(String key, Lookup there, JsonNode wanted) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        switch (key) {
            case "name" -> found.put(key, Normal.text(there.name()));
            case "data_type" -> found.put(key, there.dataType());
            case "match" -> found.put(key, Normal.text(there.match()));
            case "matching_algorithm" -> found.put(key, there.matchingAlgorithm());
            case "is_insensitive" -> found.put(key, there.isInsensitive());
            case "owner" -> found.put(key, there.owner());
            case "set_permissions" -> found.set(key, permissions(there.permissions(), wanted));
            case "color" -> found.put(key, lower(there.color()));
            case "is_inbox_tag" -> found.put(key, there.isInboxTag());
            case "parent" -> found.put(key, there.parent());
            case "path" -> found.put(key, Normal.storagePath(there.path()));
            case "extra_data" -> found.set(key, extraData(there, wanted));
            default -> throw new IllegalArgumentException("Unknown key of a lookup: " + key);
        }
        return found.get(key);
    }

    /** Hidden permissions cannot be compared, so they count as equal. */
    private static JsonNode permissions(Permissions permissions, JsonNode wanted) {
        return permissions == null ? wanted : Grants.json(Normal.grants(permissions));
    }

    private static JsonNode extraData(Lookup there, JsonNode wanted) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        if (wanted.has("select_options")) {
            found.set("select_options", Options.merged(there, there));
        }
        if (wanted.has("default_currency")) {
            found.put("default_currency", currency(there));
        }
        return found;
    }

    private static String lower(String color) {
        return color == null ? null : color.toLowerCase(java.util.Locale.ROOT);
    }
}
