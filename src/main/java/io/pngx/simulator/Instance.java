package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Everything one simulated server holds. Guarded by {@link #lock}: a request or a step of the worker at a time. */
final class Instance {
    final ReentrantLock lock = new ReentrantLock();
    final ServerClock clock;
    final Path folder;
    volatile Personality personality;
    volatile boolean deleteDuplicates;

    final TreeMap<Integer, DocumentRow> documents = new TreeMap<>();
    final Map<LookupKind, TreeMap<Integer, LookupRow>> lookups = new EnumMap<>(LookupKind.class);
    final TreeMap<Integer, CustomFieldRow> fields = new TreeMap<>();
    final TreeMap<Integer, UserRow> users = new TreeMap<>();
    final TreeMap<Integer, GroupRow> groups = new TreeMap<>();
    final TreeMap<Integer, TaskRow> tasks = new TreeMap<>();
    /** Workflows, mail rules and the like, by the name of their list: shown, never run. */
    final Map<String, List<ObjectNode>> automation = new HashMap<>();

    /** Trouble on purpose; see {@link Faults}. */
    volatile boolean databaseLocked;

    volatile boolean brokerDown;
    volatile boolean brokerStopped;
    final Map<String, String> refusals = new ConcurrentHashMap<>();
    final Set<String> breaking = ConcurrentHashMap.newKeySet();
    int patchesToHalfWrite;
    int taskRowsToLose;

    private final Map<String, Integer> lastIds = new HashMap<>();
    private int lastTransaction;

    Instance(Personality personality, ServerClock clock, Path folder) {
        this.personality = personality;
        this.clock = clock;
        this.folder = folder;
        for (LookupKind kind : LookupKind.values()) {
            lookups.put(kind, new TreeMap<>());
        }
    }

    boolean isV3() {
        return personality.isV3();
    }

    /** Ids are never given twice, not even after a delete, as with SQLite's autoincrement. */
    int nextId(String table) {
        return lastIds.merge(table, 1, Integer::sum);
    }

    /** Continues above this id: so a master's ids need not equal a replica's by accident. */
    void idsFrom(String table, int lastUsed) {
        lastIds.merge(table, lastUsed, Math::max);
    }

    void setLastId(String table, int lastUsed) {
        lastIds.put(table, lastUsed);
    }

    /** Forgets which ids were given, as a database made anew. */
    void restartIds() {
        lastIds.keySet().removeIf(table -> !table.equals("user"));
    }

    int nextTransaction() {
        return ++lastTransaction;
    }

    TreeMap<Integer, LookupRow> lookups(LookupKind kind) {
        return lookups.get(kind);
    }

    LookupRow tag(int id) {
        return lookups(LookupKind.TAG).get(id);
    }

    /** Rows that a list shows: live, and no mere version. */
    Stream<DocumentRow> liveDocuments() {
        return documents.values().stream().filter(row -> row.isLive() && row.isRoot());
    }

    /** A listed document or null. */
    DocumentRow live(int id) {
        DocumentRow row = documents.get(id);
        return row != null && row.isLive() && row.isRoot() ? row : null;
    }

    DocumentRow rootOf(DocumentRow row) {
        return row.isRoot() ? row : documents.get(row.root);
    }

    /** Live versions of a root, newest first, the root itself last. */
    List<DocumentRow> versions(DocumentRow root) {
        if (!root.versioned) {
            return List.of(root);
        }
        return documents.descendingMap().values().stream()
                .filter(row -> row == root || Objects.equals(row.root, root.id) && row.isLive())
                .toList();
    }

    /** The row whose bytes and text the root shows: the newest live version. */
    DocumentRow effective(DocumentRow root) {
        return isV3() ? versions(root).get(0) : root;
    }

    String checksum(DocumentRow row) {
        return personality.checksum(row.file);
    }

    void bump(DocumentRow row) {
        row.modified = clock.now();
    }

    void bump(Collection<Integer> ids) {
        Instant now = clock.now();
        for (Integer id : ids) {
            DocumentRow row = documents.get(id);
            if (row != null && row.isLive()) {
                row.modified = now;
            }
        }
    }

    UserRow user(String name) {
        return users.values().stream()
                .filter(u -> u.username.equals(name))
                .findFirst()
                .orElse(null);
    }

    UserRow userOfToken(String token) {
        return users.values().stream()
                .filter(u -> token.equals(u.token))
                .findFirst()
                .orElse(null);
    }
}
