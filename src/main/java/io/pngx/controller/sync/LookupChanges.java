package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Plans the writes that make one kind of lookup equal on master and replica. */
public final class LookupChanges {
    private static final String RENAMING = "renaming";

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

        /**
         * @param there the replica's lookup; null: the lookup is created
         * @return the keys of the body whose values differ from the replica's; paperless needs some equal values, too
         */
        public ObjectNode differences(Lookup there) {
            return there == null ? body : differing(body, there);
        }

        /** @return whether a custom field gets another type; afterwards, the old values of the field cannot be read */
        public boolean isRetyping() {
            return !creates() && body.has("data_type");
        }

        /**
         * @return whether copies may have lost values of the custom field: the field gets another type, or gets an
         *     option back that the replica's field lacks
         */
        public boolean restoresValues(Translation translation) {
            return isRetyping()
                    || !creates()
                            && kind == Kind.CUSTOM_FIELD
                            && Options.lacks(master, translation.replica().get(kind, replicaId));
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
     * Sorts the master's lookups for writing. Parents come before children. Lookups with an owner come before lookups
     * without, because a lookup without an owner blocks its name for lookups with an owner (paperless-api.md §7.1).
     * Lookups whose owner exists on the replica come first. The API user becomes the owner of the others. The replica
     * refuses a second lookup with the same name and owner, so the refused lookup is one whose owner is missing.
     */
    public static List<Lookup> inWriteOrder(Kind kind, Translation translation) {
        Lookups lookups = translation.master();
        return lookups.of(kind).stream()
                .sorted(Comparator.<Lookup>comparingInt(lookup -> depth(lookup, lookups))
                        .thenComparing(lookup -> lookup.owner() == null)
                        .thenComparing(lookup -> !hasOwner(lookup, translation))
                        .thenComparingLong(Lookup::id))
                .toList();
    }

    private static boolean hasOwner(Lookup lookup, Translation translation) {
        return lookup.owner() != null
                && translation.replica().userNamed(translation.master().user(lookup.owner())) != null;
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
        ObjectNode wanted = LookupBody.of(kind, master, translation, replicaId);
        if (replicaId == null) {
            return new Change(kind, master, null, wanted);
        }
        Lookup there = translation.replica().get(kind, replicaId);
        ObjectNode changes = differing(wanted, there);
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

    private static ObjectNode differing(ObjectNode wanted, Lookup there) {
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        wanted.properties().forEach(entry -> {
            if (!entry.getValue().equals(LookupBody.found(entry.getKey(), there, entry.getValue()))) {
                changes.set(entry.getKey(), entry.getValue());
            }
        });
        return changes;
    }

    /**
     * Finds a change that must come before {@code change}: if another mapped lookup of the replica blocks the new name,
     * the blocking lookup gets a temporary name. For example, two lookups of the master exchanged their names. A lookup
     * without an owner also blocks its name for lookups with an owner (paperless-api.md §7.1). A blocking lookup that
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
            // Two lookups of the master differ only in their owners, and the replica lacks these owners. The replica
            // refuses the second lookup; a temporary name would not help.
            return Optional.empty();
        }
        for (Lookup holder : holders) {
            Lookup behind = translation.masterLookup(change.kind(), holder.id()).orElse(null);
            boolean leaves = behind != null && !keepsName(change.kind(), holder, name, owner, translation);
            if (leaves) {
                return Optional.of(renamed(change.kind(), behind, holder, RENAMING));
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

    /** @return whether the lookup of the replica has a temporary name, because the controller did not finish a rename */
    static boolean isBeingRenamed(Lookup there) {
        return there.name().strip().endsWith(suffix(RENAMING, there));
    }

    private static String suffix(String why, Lookup holder) {
        return " (" + why + " " + holder.id() + ")";
    }

    private static Change renamed(Kind kind, Lookup behind, Lookup holder, String why) {
        String name = Normal.text(holder.name());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                "name",
                name.substring(0, name.offsetByCodePoints(0, Math.min(90, name.codePointCount(0, name.length()))))
                        + suffix(why, holder));
        if (kind != Kind.CUSTOM_FIELD) {
            body.put("owner", holder.owner());
        }
        LookupBody.putExtraData(body, holder, holder);
        return new Change(kind, behind, holder.id(), body);
    }

    /**
     * Returns a digest of the parts of a custom field on which documents depend: its type, the labels of its options,
     * and the replica's option for each label.
     */
    public static String definition(Lookup field, Lookup there) {
        return new Hash()
                .add(field.dataType())
                .add(new TreeMap<>(Options.of(field)))
                .add(new TreeMap<>(Options.assigned(field, there)))
                .hex();
    }
}
