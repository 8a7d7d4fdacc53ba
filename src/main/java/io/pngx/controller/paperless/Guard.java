package io.pngx.controller.paperless;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Decides which calls may leave. Stands in the gateway, below every route and every rule. */
public final class Guard {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final String LOOKUPS = "tags|correspondents|document_types|storage_paths|custom_fields";
    private static final Pattern OBJECT = Pattern.compile("/api/(documents|" + LOOKUPS + ")/(\\d+)/");
    /**
     * Every write that our routes make, and no other. Bulk calls above all are none: they answer OK even when they failed,
     * and on v3 break a later restore (paperless-api.md §10).
     */
    private static final Map<String, Pattern> WRITES = Map.of(
            "POST", Pattern.compile("/api/(documents/post_document|" + LOOKUPS + "|tasks/acknowledge)/"),
            "PATCH", OBJECT);

    private static final String RESTORE = "/trash/restore";

    private final Set<String> permits = ConcurrentHashMap.newKeySet();

    /**
     * Allows one delete. There are three causes for it: a confirmed tombstone, a person, and the short-lived tag that
     * proves that a replica is not the master.
     *
     * @param kind {@code documents}, {@code tags} ...
     */
    public void mayDelete(String host, String kind, long id) {
        permits.add(host + "/" + kind + "/" + id);
    }

    /** Allows one call to the trash: the one that takes a copy out. */
    public void mayRestore(String host) {
        permits.add(host + RESTORE);
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
        if (path.startsWith("/api/trash/")) {
            return "POST".equals(method) && path.equals("/api/trash/") && permits.remove(instance.host() + RESTORE) ? Optional.empty()
                    : Optional.of("has a trash that is never emptied; " + method + " " + path + " was refused before it left");
        }
        if (WRITES.containsKey(method)) {
            return WRITES.get(method).matcher(path).matches() ? Optional.empty()
                    : Optional.of("is only written to by single calls that are known here; " + method + " " + path + " was refused before it left");
        }
        var object = OBJECT.matcher(path);
        if ("DELETE".equals(method) && object.matches()
                && permits.remove(instance.host() + "/" + object.group(1) + "/" + object.group(2))) {
            return Optional.empty();
        }
        return Optional.of("must not lose anything; " + method + " " + path + " was refused before it left");
    }
}
