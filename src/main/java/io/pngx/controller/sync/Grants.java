package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Permissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Translates permissions: {@code view.users}, {@code view.groups}, {@code change.users}, {@code change.groups}. */
final class Grants {
    private static final Consumer<Uncarried> IGNORE = dropped -> {};

    private Grants() {}

    static Map<String, Set<Long>> translate(Permissions permissions, Translation translation) {
        return translate(permissions, translation, IGNORE);
    }

    /**
     * Translates permissions to the replica's ids. Drops users and groups that the replica lacks, so that fewer people
     * have access.
     *
     * @param dropped receives each dropped permission
     */
    static Map<String, Set<Long>> translate(
            Permissions permissions, Translation translation, Consumer<Uncarried> dropped) {
        Map<String, Set<Long>> grants = new HashMap<>();
        new TreeMap<>(Normal.grants(permissions)).forEach((key, masterIds) -> {
            Set<Long> ids = new TreeSet<>();
            for (Long masterId : masterIds) {
                String name = name(key, masterId, translation.master());
                Long id = isUsers(key)
                        ? translation.replica().userNamed(name)
                        : translation.replica().groupNamed(name);
                if (id == null) {
                    dropped.accept(Uncarried.permission(key, name, masterId));
                } else {
                    ids.add(id);
                }
            }
            grants.put(key, ids);
        });
        return grants;
    }

    /** Returns permissions with names instead of ids, for a fingerprint. */
    static Map<String, Set<String>> names(Permissions permissions, Lookups lookups) {
        Map<String, Set<String>> names = new TreeMap<>();
        Normal.grants(permissions).forEach((key, ids) -> {
            Set<String> of = new TreeSet<>();
            ids.forEach(id -> of.add(String.valueOf(name(key, id, lookups))));
            names.put(key, of);
        });
        return names;
    }

    /**
     * Returns the value of {@code set_permissions}. The value is complete, so that it also removes earlier permissions
     * (paperless-api.md §9).
     */
    static ObjectNode json(Map<String, Set<Long>> grants) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(grants).forEach((key, ids) -> {
            String[] parts = key.split("\\.");
            var array = json.withObject("/" + parts[0]).putArray(parts[1]);
            ids.forEach(array::add);
        });
        return json;
    }

    private static String name(String key, Long id, Lookups lookups) {
        return isUsers(key) ? lookups.user(id) : lookups.group(id);
    }

    private static boolean isUsers(String key) {
        return key.endsWith("users");
    }
}
