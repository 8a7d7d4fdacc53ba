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
            "POST",
                    Pattern.compile("/api/(documents/(post_document|\\d+/(notes|update_version))|" + LOOKUPS
                            + "|tasks/acknowledge)/"),
            "PATCH", Pattern.compile(OBJECT + "|/api/documents/\\d+/versions/\\d+/"));

    /** A note, or a newer file, of a document. */
    private static final Pattern PART = Pattern.compile("/api(/documents/\\d+/(?:notes/\\?id=\\d+|versions/\\d+))/?");

    private static final String TRASH = "/api/trash/";

    private final Set<String> permits = ConcurrentHashMap.newKeySet();
    private final Set<String> onlyRead = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> restores = new ConcurrentHashMap<>();

    /**
     * Allows one delete of a document or a lookup. There are four causes for it: a confirmed tombstone, a person, a verified
     * replacement, and the short-lived tag that proves that a replica is not the master. Notes and versions have permits of
     * their own.
     *
     * @param kind {@code documents}, {@code tags} ...
     */
    public void permitDelete(String host, String kind, long id) {
        permits.add(host + "/" + kind + "/" + id);
    }

    /** Refuses every write to a replica until {@link #allowWrites}: nothing of a dry run or a verification may change it. */
    public void denyWrites(String host) {
        onlyRead.add(host);
    }

    public void allowWrites(String host) {
        onlyRead.remove(host);
    }

    /**
     * Allows one call to the trash: the one that takes this document or version out. The gateway makes its body.
     * A replica has one writer, so a permit that was not used is over with the next one.
     */
    public void permitRestore(String host, long id) {
        restores.put(host, id);
    }

    static boolean isTrash(String path) {
        return path.equals(TRASH);
    }

    /** Takes the permit for a call to the trash. Empty: another call took it. */
    Optional<Long> restore(String host) {
        return Optional.ofNullable(restores.remove(host));
    }

    /** Allows the delete of one note that we made. */
    public void permitNoteDelete(String host, long document, long note) {
        permits.add(host + "/documents/" + document + "/notes/?id=" + note);
    }

    /** Allows the delete of one newer file of a copy that we made. */
    public void permitVersionDelete(String host, long document, long version) {
        permits.add(host + "/documents/" + document + "/versions/" + version);
    }

    public Optional<String> refusal(Instance instance, String method, String path) {
        return refusal(instance, method, path, null);
    }

    /**
     * @param query without question mark; null: none
     * @param path path of the API, without base path and query
     * @return why the call is refused; empty when it may leave
     */
    public Optional<String> refusal(Instance instance, String method, String path, String query) {
        if (READS.contains(method)) {
            return Optional.empty();
        }
        if (instance.role() != Instance.Role.REPLICA) {
            return Optional.of("is only ever read; " + method + " " + path + " was refused before it left");
        }
        if (onlyRead.contains(instance.host())) {
            return Optional.of("is only read in this run; " + method + " " + path + " was refused before it left");
        }
        if (path.startsWith(TRASH)) {
            boolean permitted = isTrash(path) && query == null && restores.containsKey(instance.host());
            return "POST".equals(method) && permitted
                    ? Optional.empty()
                    : Optional.of("has a trash that is never emptied; " + method + " " + path
                            + " was refused before it left");
        }
        if (WRITES.containsKey(method)) {
            return WRITES.get(method).matcher(path).matches()
                    ? Optional.empty()
                    : Optional.of("is only written to by single calls that are known here; " + method + " " + path
                            + " was refused before it left");
        }
        var object = OBJECT.matcher(path);
        if ("DELETE".equals(method)
                && object.matches()
                && permits.remove(instance.host() + "/" + object.group(1) + "/" + object.group(2))) {
            return Optional.empty();
        }
        var part = PART.matcher(query == null ? path : path + "?" + query);
        if ("DELETE".equals(method) && part.matches() && permits.remove(instance.host() + part.group(1))) {
            return Optional.empty();
        }
        return Optional.of("must not lose anything; " + method + " " + path + " was refused before it left");
    }
}
