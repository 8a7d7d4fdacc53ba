package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** The users and groups that may view and change one object, in addition to its owner (paperless-api.md §9). */
final class Grants {
    final Set<Integer> viewUsers = new TreeSet<>();
    final Set<Integer> viewGroups = new TreeSet<>();
    final Set<Integer> changeUsers = new TreeSet<>();
    final Set<Integer> changeGroups = new TreeSet<>();

    /** Replaces exactly the keys that the request contains. A change grant adds the view grant. */
    void set(JsonNode permissions) {
        replace(permissions.path("view").path("users"), viewUsers);
        replace(permissions.path("view").path("groups"), viewGroups);
        if (replace(permissions.path("change").path("users"), changeUsers)) {
            viewUsers.addAll(changeUsers);
        }
        if (replace(permissions.path("change").path("groups"), changeGroups)) {
            viewGroups.addAll(changeGroups);
        }
    }

    private static boolean replace(JsonNode ids, Set<Integer> target) {
        if (!ids.isArray()) {
            return false;
        }
        target.clear();
        ids.forEach(id -> target.add(id.asInt()));
        return true;
    }

    void forgetUser(int id) {
        viewUsers.remove(id);
        changeUsers.remove(id);
    }

    void forgetGroup(int id) {
        viewGroups.remove(id);
        changeGroups.remove(id);
    }

    boolean isEmpty() {
        return viewUsers.isEmpty() && viewGroups.isEmpty() && changeUsers.isEmpty() && changeGroups.isEmpty();
    }

    JsonNode json() {
        return Json.object(
                "view", Json.object("users", viewUsers, "groups", viewGroups),
                "change", Json.object("users", changeUsers, "groups", changeGroups));
    }
}
