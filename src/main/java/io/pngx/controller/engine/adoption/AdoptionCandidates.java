package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Job of one search for documents that the replica already has, with the results of the search. */
public final class AdoptionCandidates implements Job {
    private final Session session;
    private final List<Long> candidates;
    private final Set<Long> free;
    private final boolean listed;
    private final boolean worthIt;
    private final boolean readOnly;
    private final Map<String, List<Unmapped>> byChecksum = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();
    private final Map<Long, Found> found = new LinkedHashMap<>();

    private record Unmapped(long replicaDocId, String fileName) {}

    /** @param adopt whether to adopt the document; false if the adoption waits for the user's confirmation */
    public record Found(long replicaDocId, boolean adopt) {}

    /**
     * @param candidates documents of the master without a copy
     * @param free unmapped documents of the replica that no upload claims
     * @param listed whether to list the files of the free documents before the first upload
     * @param worthIt whether to compare all candidates before the first upload
     * @param readOnly whether this is a dry run. A dry run stores no results, and may read whole files to compute
     *     checksums
     */
    AdoptionCandidates(
            Session session, List<Long> candidates, Set<Long> free, boolean listed, boolean worthIt, boolean readOnly) {
        this.session = session;
        this.candidates = candidates;
        this.free = free;
        boolean possible = !candidates.isEmpty() && !free.isEmpty();
        this.listed = possible && listed;
        this.worthIt = possible && worthIt;
        this.readOnly = readOnly;
    }

    /**
     * A chunk of documents that one call lists.
     *
     * @param ids value of the filter {@code id__in}
     */
    public record Chunk(AdoptionCandidates search, String ids) {
        public String getHost() {
            return search.getHost();
        }
    }

    @Override
    public Session session() {
        return session;
    }

    /** @return whether to list the files of the free documents before the first upload */
    boolean isListed() {
        return listed;
    }

    /** @return whether to compare all candidates before the first upload; false if nothing can be found */
    boolean isWorthIt() {
        return worthIt;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    List<Long> candidates() {
        return candidates;
    }

    Collection<Long> free() {
        return free;
    }

    boolean isFree(long replicaDocId) {
        return free.contains(replicaDocId) && !taken.contains(replicaDocId);
    }

    void addUnmapped(String checksum, long replicaDocId, String fileName) {
        byChecksum.computeIfAbsent(checksum, any -> new ArrayList<>()).add(new Unmapped(replicaDocId, fileName));
    }

    /**
     * Returns the unmapped documents with these bytes. Documents with the same file name come first, because the API
     * cannot change a file name.
     */
    List<Long> withBytes(String checksum, String fileName) {
        return byChecksum.getOrDefault(checksum, List.of()).stream()
                .filter(document -> isFree(document.replicaDocId()))
                .sorted(Comparator.<Unmapped>comparingInt(
                                document -> Objects.equals(document.fileName(), fileName) ? 0 : 1)
                        .thenComparingLong(Unmapped::replicaDocId))
                .map(Unmapped::replicaDocId)
                .toList();
    }

    void match(long masterId, Found what) {
        taken.add(what.replicaDocId());
        found.put(masterId, what);
    }

    /** @return the document of the replica that has the bytes of the master's document; null if there is none */
    public Found found(long masterId) {
        return found.get(masterId);
    }
}
