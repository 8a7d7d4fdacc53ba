package io.pngx.controller.web.pages;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Chips;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Builds the filters of the pages Runs, Log and Deletions from the address of the page. */
public final class FilterChips {
    /** Parameters of the address that are no filters. */
    private static final Set<String> OTHERS = Set.of("after", "others_after", Call.SEEN);

    private static final Map<String, String> MODES =
            texts("incremental", "incremental", "full", "full", "dry_run", "dry run", "verify", "verification");
    private static final Map<String, String> STATES = texts(
            "success",
            "success",
            "partial",
            "partial",
            "failed",
            "failed",
            "cancelled",
            "cancelled",
            "aborted",
            "aborted",
            "running",
            "running");
    private static final Map<String, String> LEVELS = texts("info", "info", "warn", "warnings", "error", "errors");

    private static final Map<String, String> KINDS = texts(
            "documents",
            "documents",
            "tags",
            "tags",
            "correspondents",
            "correspondents",
            "document_types",
            "document types",
            "storage_paths",
            "storage paths",
            "custom_fields",
            "custom fields");
    private static final Map<String, String> CAUSES = texts(
            "rule",
            "excluded by a rule",
            "not_in_trash",
            "not in the master's trash",
            "limit",
            "over the limit",
            "setting",
            "settings ask",
            "earlier",
            "earlier on the replica",
            "other",
            "other");

    private final Replicas replicas;

    public FilterChips(Database db) {
        replicas = new Replicas(db);
    }

    Chips ofRuns(Call call) {
        return replicas(of(call, "/runs"))
                .several("Kind", "mode", MODES)
                .several("State", "state", STATES)
                .period();
    }

    Chips ofLog(Call call) {
        return replicas(of(call, "/logs")).several("Level", "level", LEVELS).period();
    }

    Chips ofDeletions(Call call) {
        return replicas(of(call, "/deletions")).several("Kind", "kind", KINDS).one("Why it waits", "cause", CAUSES);
    }

    /** Returns whether any replica is configured. */
    boolean anyReplica() {
        return !replicas.all().isEmpty();
    }

    private static Chips of(Call call, String path) {
        Map<String, String> query = new LinkedHashMap<>(call.query());
        query.keySet().removeAll(OTHERS);
        query.values().removeIf(String::isBlank);
        return new Chips(path, query);
    }

    private Chips replicas(Chips chips) {
        Map<String, String> names = new LinkedHashMap<>();
        replicas.all().forEach(replica -> names.put(String.valueOf(replica.id()), replica.name()));
        return chips.one("Replica", "replica_id", names);
    }

    /** @param words values and texts in turn */
    private static Map<String, String> texts(String... words) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            texts.put(words[i], words[i + 1]);
        }
        return texts;
    }
}
