package io.pngx.controller.paperless;

import java.util.List;

/** Permissions for one object, in the form that {@code full_perms=true} returns (paperless-api.md §9). */
public record Permissions(Grant view, Grant change) {

    /** Ids of users and groups; never null. */
    public record Grant(List<Long> users, List<Long> groups) {
        public Grant {
            users = users == null ? List.of() : List.copyOf(users);
            groups = groups == null ? List.of() : List.copyOf(groups);
        }
    }

    public Permissions {
        view = view == null ? new Grant(null, null) : view;
        change = change == null ? new Grant(null, null) : change;
    }
}
