package io.pngx.simulator;

import java.util.Set;
import java.util.TreeSet;

/** A row of the group table. */
final class GroupRow {
    final int id;
    String name;
    final Set<String> permissions = new TreeSet<>();

    GroupRow(int id, String name) {
        this.id = id;
        this.name = name;
    }
}
