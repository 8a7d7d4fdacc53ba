package io.pngx.simulator;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** A row of the user table. */
final class UserRow {
    final int id;
    String username;
    String password;
    String email = "";
    String firstName = "";
    String lastName = "";
    Instant joined;
    boolean staff;
    boolean active = true;
    boolean superuser;
    final Set<Integer> groups = new TreeSet<>();
    final Set<String> permissions = new TreeSet<>();
    String token;

    UserRow(int id, String username) {
        this.id = id;
        this.username = username;
    }
}
