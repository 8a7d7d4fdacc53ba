package io.pngx.controller.web.pages;

import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Chips;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Builds the filters of the pages Runs, Log and Deletions from the address of the page. */
public final class FilterChips {
    /** Parameters of the address that are no filters. */
    private static final Set<String> OTHERS = Set.of("after", "others_after", Call.SEEN);

    private static final Map<String, Text> MODES = texts(
            Map.entry("incremental", Text.of("incremental")),
            Map.entry("full", Text.of("full")),
            Map.entry("dry_run", Text.of("dry run")),
            Map.entry("verify", Text.of("verification")));
    private static final Map<String, Text> STATES = texts(
            Map.entry("success", Text.of("success")),
            Map.entry("partial", Text.of("partial")),
            Map.entry("failed", Text.of("failed")),
            Map.entry("cancelled", Text.of("cancelled")),
            Map.entry("aborted", Text.of("aborted")),
            Map.entry("running", Text.of("running")));
    private static final Map<String, Text> LEVELS = texts(
            Map.entry("info", Text.of("info")),
            Map.entry("warn", Text.of("warnings")),
            Map.entry("error", Text.of("errors")));
    private static final Map<String, Text> KINDS = texts(
            Map.entry("documents", Text.of("documents")),
            Map.entry("tags", Text.of("tags")),
            Map.entry("correspondents", Text.of("correspondents")),
            Map.entry("document_types", Text.of("document types")),
            Map.entry("storage_paths", Text.of("storage paths")),
            Map.entry("custom_fields", Text.of("custom fields")));
    private static final Map<String, Text> CAUSES = texts(
            Map.entry("rule", Text.of("excluded by a rule")),
            Map.entry("not_in_trash", Text.of("not in the master's trash")),
            Map.entry("limit", Text.of("over the limit")),
            Map.entry("setting", Text.of("every deletion waits")),
            Map.entry("earlier", Text.of("on the replica before the controller")),
            Map.entry("other", Text.of("other")));

    private final Replicas replicas;

    public FilterChips(Tables tables) {
        replicas = tables.replicas();
    }

    Chips ofRuns(Call call) {
        return replicas(of(call, "/runs"))
                .several(Text.of("Kind"), "mode", MODES)
                .several(Text.of("State"), "state", STATES)
                .period();
    }

    Chips ofLog(Call call) {
        return replicas(of(call, "/logs"))
                .several(Text.of("Level"), "level", LEVELS)
                .period();
    }

    Chips ofDeletions(Call call) {
        return replicas(of(call, "/deletions"))
                .several(Text.of("Kind"), "kind", KINDS)
                .one(Text.of("Why it waits"), "cause", CAUSES);
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
        Map<String, Text> names = new LinkedHashMap<>();
        replicas.all().forEach(replica -> names.put(String.valueOf(replica.id()), Text.verbatim(replica.name())));
        return chips.one(Text.of("Replica"), "replica_id", names);
    }

    /** Returns values and their texts in the order of the chips. */
    @SafeVarargs
    private static Map<String, Text> texts(Map.Entry<String, Text>... entries) {
        Map<String, Text> texts = new LinkedHashMap<>();
        for (Map.Entry<String, Text> entry : entries) {
            texts.put(entry.getKey(), entry.getValue());
        }
        return texts;
    }
}
