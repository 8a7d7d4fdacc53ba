package io.pngx.controller.engine.adoption;

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

/** The search for documents that the replica holds already, while the route {@code findHeld} goes through it. */
public final class AdoptionCandidates {
    private final List<Long> candidates;
    private final Set<Long> free;
    private final boolean worthIt;
    private final boolean onlyLooks;
    private final Map<String, List<Held>> byChecksum = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();
    private final Map<Long, Found> found = new LinkedHashMap<>();

    private record Held(long replicaDocId, String fileName) {}

    /** @param adopt may it be adopted, or does it wait for a person? */
    public record Found(long replicaDocId, boolean adopt) {}

    /**
     * @param candidates documents of the master that the replica has no copy of
     * @param free       documents of the replica that stand for nothing
     * @param onlyLooks  a dry run: what is found is kept here, and files may be read to compare them
     */
    AdoptionCandidates(List<Long> candidates, Set<Long> free, boolean worthIt, boolean onlyLooks) {
        this.candidates = candidates;
        this.free = free;
        this.worthIt = worthIt && !candidates.isEmpty() && !free.isEmpty();
        this.onlyLooks = onlyLooks;
    }

    public boolean isWorthIt() {
        return worthIt;
    }

    boolean isReadOnly() {
        return onlyLooks;
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

    void addHeld(String checksum, long replicaDocId, String fileName) {
        byChecksum.computeIfAbsent(checksum, any -> new ArrayList<>()).add(new Held(replicaDocId, fileName));
    }

    /** Documents with these bytes, as far as they are listed; first those of that file name, the one thing that can't be set. */
    List<Long> withBytes(String checksum, String fileName) {
        return byChecksum.getOrDefault(checksum, List.of()).stream()
                .filter(held -> isFree(held.replicaDocId()))
                .sorted(Comparator.<Held>comparingInt(held -> Objects.equals(held.fileName(), fileName) ? 0 : 1)
                        .thenComparingLong(Held::replicaDocId))
                .map(Held::replicaDocId)
                .toList();
    }

    void match(long masterId, Found what) {
        taken.add(what.replicaDocId());
        found.put(masterId, what);
    }

    /** Null where nothing was found. */
    public Found found(long masterId) {
        return found.get(masterId);
    }
}
