package io.pngx.controller.sync;

import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All lookups, users and groups of one instance, as they were read. {@link #put} records a lookup that was written
 * later.
 */
public final class Lookups {
    private final Map<Kind, Map<Long, Lookup>> byKind;
    private final Map<Long, String> users;
    private final Map<Long, String> groups;

    public Lookups(Map<Kind, List<Lookup>> byKind, List<Account> users, List<Account> groups) {
        this.byKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            Map<Long, Lookup> byId = new ConcurrentHashMap<>();
            byKind.getOrDefault(kind, List.of()).forEach(lookup -> byId.put(lookup.id(), lookup));
            this.byKind.put(kind, byId);
        }
        this.users = names(users);
        this.groups = names(groups);
    }

    private static Map<Long, String> names(List<Account> accounts) {
        Map<Long, String> names = new HashMap<>(); // unlike Map.of(), this map allows get(null)
        accounts.forEach(account -> names.put(account.id(), account.key()));
        return Collections.unmodifiableMap(names);
    }

    public Collection<Lookup> of(Kind kind) {
        return byKind.get(kind).values();
    }

    /** Adds or replaces a lookup that was written. */
    public void put(Kind kind, Lookup lookup) {
        byKind.get(kind).put(lookup.id(), lookup);
    }

    public void remove(Kind kind, long id) {
        byKind.get(kind).remove(id);
    }

    /** @return the lookup; null if there is none */
    public Lookup get(Kind kind, Long id) {
        return id == null ? null : byKind.get(kind).get(id);
    }

    /** @return the name of the user; null if the user is hidden or deleted */
    public String user(Long id) {
        return users.get(id);
    }

    public String group(Long id) {
        return groups.get(id);
    }

    /** @return the id of the user; null if there is no such user */
    public Long userNamed(String name) {
        return idOf(users, name);
    }

    public Long groupNamed(String name) {
        return idOf(groups, name);
    }

    Stream<String> userNames() {
        return users.values().stream().sorted();
    }

    Stream<String> groupNames() {
        return groups.values().stream().sorted();
    }

    /** Returns ids and names of all users and groups, in a stable order. */
    String accounts() {
        return new TreeMap<>(users) + " " + new TreeMap<>(groups);
    }

    private static Long idOf(Map<Long, String> names, String name) {
        return name == null
                ? null
                : names.entrySet().stream()
                        .filter(e -> e.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null);
    }
}
