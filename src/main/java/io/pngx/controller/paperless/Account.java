package io.pngx.controller.paperless;

/** A user ({@code username}) or a group ({@code name}). */
public record Account(long id, String username, String name) {
    public Account {
        Shape.require(id > 0 && (username != null || name != null), "a user or group with id and name");
    }

    /** Returns the name by which the accounts of two instances are matched. */
    public String key() {
        return username != null ? username : name;
    }
}
