package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Grants as {@code set_permissions} wants them: complete, so that what was granted before goes (paperless-api.md §9). */
final class Grants {
    private Grants() {
    }

    /** @param grants {@code view.users} and so on, in the ids of the instance that it is sent to */
    static ObjectNode json(Map<String, Set<Long>> grants) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(grants).forEach((key, ids) -> {
            String[] parts = key.split("\\.");
            var array = json.withObject("/" + parts[0]).putArray(parts[1]);
            ids.forEach(array::add);
        });
        return json;
    }
}
