package io.pngx.simulator;

/**
 * A tag, correspondent, document type or storage path. Only tags have colour, inbox flag and parent; only storage paths
 * have a path.
 */
final class LookupRow {
    final int id;
    final LookupKind kind;
    String name;
    String match = "";
    int algorithm = 1;
    boolean insensitive = true;
    Integer owner;
    final Grants grants = new Grants();
    String color = "#a6cee3";
    boolean inbox;
    Integer parent;
    String path;

    LookupRow(int id, LookupKind kind, String name) {
        this.id = id;
        this.kind = kind;
        this.name = name;
    }
}
