package io.pngx.controller.paperless;

/** A user ({@code username}) or a group ({@code name}). */
public record Account(long id, String username, String name) {
    /** The name by which it is the same on another instance. */
    public String key() {
        return username != null ? username : name;
    }
}
