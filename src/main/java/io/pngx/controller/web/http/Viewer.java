package io.pngx.controller.web.http;

import io.pngx.controller.text.Text;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;

/**
 * The user, API token or webhook that sent a request.
 *
 * @param name null: no login is required
 * @param admin true: may make changes; false: may only read
 * @param token id of the API token; null: the request has none
 */
public record Viewer(String name, boolean admin, Long token) {
    public static final Viewer ANYBODY = new Viewer(null, true, null);
    /** A workflow of paperless-ngx, which may only use the path for webhooks. */
    public static final Viewer HOOK = new Viewer("a webhook", false, null);

    /** Returns who made a change, as a part of a log sentence. */
    public Text author() {
        return name == null ? Text.of("by hand") : Text.of("by {0}", name);
    }

    /** Returns who made a change, for the database: "by hand" or "by (name)". */
    public String by() {
        return name == null ? "by hand" : "by " + name;
    }

    /** Reads the viewer that {@link #asUser} wrote. A null user gives a viewer without rights. */
    public static Viewer of(User user) {
        return user == null
                ? new Viewer(null, false, null)
                : new Viewer(
                        user.principal().getString("name"),
                        user.principal().getBoolean("admin"),
                        user.principal().getLong("token"));
    }

    /** Returns the viewer as a Vert.x user, which Vert.x passes to the handlers and routes after the access check. */
    public User asUser() {
        return User.create(
                new JsonObject().put("name", name).put("admin", admin).put("token", token));
    }
}
