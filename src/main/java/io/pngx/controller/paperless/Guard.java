package io.pngx.controller.paperless;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides which calls may leave. Stands in the gateway, below every route and every rule. */
public final class Guard {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Set<String> WRITES = Set.of("POST", "PATCH");
    /** The short-lived tag that proves that a replica is not the master; its id is told by {@link #mayDeleteTag}. */
    private static final Pattern TAG = Pattern.compile("/api/tags/(\\d+)/");
    /** Bulk calls answer OK even when they failed, and on v3 break a later restore (paperless-api.md §10). */
    private static final Pattern BULK = Pattern.compile("/api/(documents/(bulk_edit|delete|edit_pdf|merge|rotate|reprocess)|bulk_edit_objects)/.*");

    private final Set<String> ownTags = java.util.concurrent.ConcurrentHashMap.newKeySet();

    /** Allows one delete: of a tag that this process made a moment ago. */
    public void mayDeleteTag(String host, long id) {
        ownTags.add(host + "/" + id);
    }

    /**
     * @param path path of the API, without base path and query
     * @return why the call is refused; empty when it may leave
     */
    public Optional<String> refusal(Instance instance, String method, String path) {
        if (READS.contains(method)) {
            return Optional.empty();
        }
        if (instance.role() != Instance.Role.REPLICA) {
            return Optional.of("is only ever read; " + method + " " + path + " was refused before it left");
        }
        if (BULK.matcher(path).matches()) {
            return Optional.of("is never changed in bulk; " + method + " " + path + " was refused before it left");
        }
        if (path.startsWith("/api/trash/")) {
            return Optional.of("has a trash that is never emptied; " + method + " " + path + " was refused before it left");
        }
        if (WRITES.contains(method)) {
            return Optional.empty();
        }
        var tag = TAG.matcher(path);
        if ("DELETE".equals(method) && tag.matches() && ownTags.remove(instance.host() + "/" + tag.group(1))) {
            return Optional.empty();
        }
        return Optional.of("must not lose anything; " + method + " " + path + " was refused before it left");
    }
}
