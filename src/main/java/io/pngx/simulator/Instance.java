package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The whole state of one simulated server. Guarded by {@link #lock}: only one request or one step of the worker runs at
 * a time.
 */
final class Instance {
    final ReentrantLock lock = new ReentrantLock();
    final ServerClock clock;
    final Path folder;
    volatile Personality personality;
    volatile boolean deleteDuplicates;
    /** Whether a pre-consume script changes each file. */
    volatile boolean changeFiles;
    /** Thumbnail of every document; null: pictures of pages. */
    byte[] thumbnail;

    final TreeMap<Integer, DocumentRow> documents = new TreeMap<>();
    final Map<LookupKind, TreeMap<Integer, LookupRow>> lookups = new EnumMap<>(LookupKind.class);
    final TreeMap<Integer, CustomFieldRow> fields = new TreeMap<>();
    final TreeMap<Integer, UserRow> users = new TreeMap<>();
    final TreeMap<Integer, GroupRow> groups = new TreeMap<>();
    final TreeMap<Integer, TaskRow> tasks = new TreeMap<>();
    /**
     * Workflows, mail rules and similar objects, by the name of their list. The API shows these objects; none ever
     * runs.
     */
    final Map<String, List<ObjectNode>> automation = new HashMap<>();

    /** Simulated faults; see {@link Faults}. */
    volatile boolean databaseLocked;

    volatile boolean brokerDown;
    volatile boolean brokerStopped;
    final Map<String, String> refusals = new ConcurrentHashMap<>();
    final Set<String> breaking = ConcurrentHashMap.newKeySet();
    /** The time since which the full-text index is not written; null: the index is written. */
    Instant indexStopped;

    /** Documents that are missing in the full-text index. */
    final Set<Integer> unindexed = new HashSet<>();

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

    /** Returns an id that was never assigned before. Like SQLite's autoincrement, never reuses an id. */
    int nextId(String table) {
        return lastIds.merge(table, 1, Integer::sum);
    }

    /**
     * Assigns ids above this id to the next rows of a table, so that ids of master and replica are not equal by
     * accident.
     */
    void idsFrom(String table, int lastUsed) {
        lastIds.merge(table, lastUsed, Math::max);
    }

    void setLastId(String table, int lastUsed) {
        lastIds.put(table, lastUsed);
    }

    /** Forgets which ids were assigned, as a new database does. */
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

    /** Returns the rows that a list shows: live documents, without versions. */
    Stream<DocumentRow> liveDocuments() {
        return documents.values().stream().filter(row -> row.isLive() && row.isRoot());
    }

    /** Returns a live document; null: there is none. */
    DocumentRow live(int id) {
        DocumentRow row = documents.get(id);
        return row != null && row.isLive() && row.isRoot() ? row : null;
    }

    DocumentRow rootOf(DocumentRow row) {
        return row.isRoot() ? row : documents.get(row.root);
    }

    /** Returns the live versions of a root, newest first. The root itself is the last. */
    List<DocumentRow> versions(DocumentRow root) {
        if (!root.versioned) {
            return List.of(root);
        }
        return documents.descendingMap().values().stream()
                .filter(row -> row == root || Objects.equals(row.root, root.id) && row.isLive())
                .toList();
    }

    /** Returns the row whose bytes and text are shown for the root: the newest live version. */
    DocumentRow effective(DocumentRow root) {
        return isV3() ? versions(root).get(0) : root;
    }

    String checksum(DocumentRow row) {
        return row.keepsMd5 ? row.file.md5() : personality.checksum(row.file);
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
