package io.pngx.controller.paperless;

import io.pngx.controller.text.Text;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Decides which calls the gateway sends. The gateway asks the guard before every call. No route and no rule can change
 * the decision.
 */
public final class Guard {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final String LOOKUPS = "tags|correspondents|document_types|storage_paths|custom_fields";
    private static final Pattern OBJECT = Pattern.compile("/api/(documents|" + LOOKUPS + ")/(\\d+)/");
    /**
     * The POST and PATCH calls of the controller's routes. All other POST and PATCH calls are refused, including the
     * bulk calls of paperless-ngx. A bulk call answers OK even if it failed, and on v3 a bulk delete breaks a later
     * restore (paperless-api.md §10).
     */
    private static final Map<String, Pattern> WRITES = Map.of(
            "POST",
                    Pattern.compile("/api/(documents/(post_document|\\d+/(notes|update_version))|" + LOOKUPS
                            + "|tasks/acknowledge)/"),
            "PATCH", Pattern.compile(OBJECT + "|/api/documents/\\d+/versions/\\d+/"));

    /** Path of a note, or of a version of a document's file. */
    private static final Pattern NOTE_OR_VERSION =
            Pattern.compile("/api(/documents/\\d+/(?:notes/\\?id=\\d+|versions/\\d+))/?");

    private static final String TRASH = "/api/trash/";

    private final Set<String> deletePermits = ConcurrentHashMap.newKeySet();
    private final Set<String> readOnlyHosts = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> restorePermits = new ConcurrentHashMap<>();

    /**
     * Permits one delete of a document or a lookup. A permit has one of four reasons: a confirmed tombstone, a decision
     * of the user, a verified replacement, or a probe tag that the identity check no longer needs. Notes and versions
     * have their own permits.
     *
     * @param kind {@code documents}, {@code tags} ...
     */
    public void permitDelete(String host, String kind, long id) {
        deletePermits.add(host + "/" + kind + "/" + id);
    }

    /**
     * Refuses every write to a replica until {@link #allowWrites}, so that a dry run or a verification can't change the
     * replica.
     */
    public void denyWrites(String host) {
        readOnlyHosts.add(host);
    }

    public void allowWrites(String host) {
        readOnlyHosts.remove(host);
    }

    /**
     * Permits one call to the trash that restores a document or a version. The gateway writes the body of the call. A
     * new permit replaces an unused permit for the same replica, because only one thread writes to a replica.
     */
    public void permitRestore(String host, long id) {
        restorePermits.put(host, id);
    }

    /** Removes all permits for a host. */
    void revokePermits(String host) {
        deletePermits.removeIf(permit -> permit.startsWith(host + "/"));
        restorePermits.remove(host);
    }

    static boolean isTrash(String path) {
        return path.equals(TRASH);
    }

    /**
     * Uses up the permit for a call to the trash, and returns the id to restore; empty if there is no permit, for
     * example because another call has used it up.
     */
    Optional<Long> takeRestorePermit(String host) {
        return Optional.ofNullable(restorePermits.remove(host));
    }

    /** Permits the delete of one note that the controller added. */
    public void permitNoteDelete(String host, long document, long note) {
        deletePermits.add(host + "/documents/" + document + "/notes/?id=" + note);
    }

    /** Permits one delete of a version of a copy. The controller uploaded this version. */
    public void permitVersionDelete(String host, long document, long version) {
        deletePermits.add(host + "/documents/" + document + "/versions/" + version);
    }

    static boolean isRead(String method) {
        return READS.contains(method);
    }

    public Optional<Text> refusal(Instance instance, String method, String path) {
        return refusal(instance, method, path, null);
    }

    /**
     * Decides about a call, and uses up its permit.
     *
     * @param path the path of the API, without base path and query
     * @param query the query without question mark; null: none
     * @return why the call is refused, as a predicate whose subject is the instance; empty if the call may be sent
     */
    public Optional<Text> refusal(Instance instance, String method, String path, String query) {
        if (READS.contains(method)) {
            return Optional.empty();
        }
        if (instance.role() == Instance.Role.OLD_MASTER) {
            return Optional.of(Text.of(
                    "is only read until you accept a dry run; {0} {1} was refused and not sent.", method, path));
        }
        if (instance.role() != Instance.Role.REPLICA) {
            return Optional.of(Text.of("is only read, never written; {0} {1} was refused and not sent.", method, path));
        }
        if (readOnlyHosts.contains(instance.host())) {
            return Optional.of(Text.of("is only read in this run; {0} {1} was refused and not sent.", method, path));
        }
        if (path.startsWith(TRASH)) {
            boolean permitted = isTrash(path) && query == null && restorePermits.containsKey(instance.host());
            return "POST".equals(method) && permitted ? Optional.empty() : Optional.of(neverEmptied(method, path));
        }
        if (WRITES.containsKey(method)) {
            return WRITES.get(method).matcher(path).matches()
                    ? Optional.empty()
                    : Optional.of(Text.of(
                            "only gets the writes on the guard's list; {0} {1} was refused and not sent.",
                            method, path));
        }
        var object = OBJECT.matcher(path);
        if ("DELETE".equals(method)
                && object.matches()
                && deletePermits.remove(instance.host() + "/" + object.group(1) + "/" + object.group(2))) {
            return Optional.empty();
        }
        var part = NOTE_OR_VERSION.matcher(query == null ? path : path + "?" + query);
        if ("DELETE".equals(method) && part.matches() && deletePermits.remove(instance.host() + part.group(1))) {
            return Optional.empty();
        }
        return Optional.of(
                Text.of("only gets a DELETE that has a permit; {0} {1} was refused and not sent.", method, path));
    }

    /** Returns why a call to the trash is refused, as a predicate whose subject is the instance. */
    static Text neverEmptied(String method, String path) {
        return Text.of(
                "has a trash that the controller never empties; {0} {1} was refused and not sent.", method, path);
    }
}
