package io.pngx.controller.web.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;

/**
 * Who asks.
 *
 * @param name  null: nobody had to sign in
 * @param admin may change things; everyone else may look
 * @param token the id of the API token that was sent; null: none
 */
public record Viewer(String name, boolean admin, Long token) {
    public static final Viewer ANYBODY = new Viewer(null, true, null);
    /** A paperless, at the one address that is for it. */
    public static final Viewer HOOK = new Viewer("a webhook", false, null);

    /** For the log: who decided. */
    public String by() {
        return name == null ? "by hand" : "by " + name;
    }

    /** Reads the viewer that {@link #asUser} wrote; a request without one may change nothing. */
    public static Viewer of(User user) {
        return user == null
                ? new Viewer(null, false, null)
                : new Viewer(
                        user.principal().getString("name"),
                        user.principal().getBoolean("admin"),
                        user.principal().getLong("token"));
    }

    /** Returns the form in which Vert.x hands the viewer to the handlers and routes behind {@link Access}. */
    public User asUser() {
        return User.create(
                new JsonObject().put("name", name).put("admin", admin).put("token", token));
    }
}
