package io.pngx.controller.sync;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Maps the lookups of the master to lookups of the replica. */
public final class LookupMatches {
    private LookupMatches() {}

    /**
     * Updates the mapping of a kind. An entry stays if both of its lookups exist, so that a renamed lookup keeps its
     * mapping. New lookups are matched by name and owner, and then by name alone. The match by name alone ignores
     * lookups that belong to another user of the replica. A lookup that was deleted on the master and created again
     * under the same name is matched, too.
     *
     * @param stored the mapping as it was stored
     */
    public static Map<Long, Long> of(Kind kind, Translation translation, Map<Long, Long> stored) {
        Map<Long, Long> ids = new ConcurrentHashMap<>();
        stored.forEach((masterId, replicaId) -> {
            if (translation.master().get(kind, masterId) != null
                    && translation.replica().get(kind, replicaId) != null) {
                ids.put(masterId, replicaId);
            }
        });
        Set<Long> taken = new HashSet<>(ids.values());
        List<Lookup> left = new ArrayList<>(translation.master().of(kind));
        left.removeIf(lookup -> ids.containsKey(lookup.id()));
        for (boolean sameOwner : new boolean[] {true, false}) {
            left.removeIf(lookup -> {
                Long found = translation.replica().of(kind).stream()
                        .filter(there -> !taken.contains(there.id())
                                && isSameName(kind, lookup, there)
                                && (sameOwner
                                        ? Objects.equals(translation.owner(lookup.owner()), there.owner())
                                        : isUnowned(there, translation)))
                        .map(Lookup::id)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
                if (found != null) {
                    ids.put(lookup.id(), found);
                    taken.add(found);
                }
                return found != null;
            });
        }
        return ids;
    }

    /**
     * Returns the master's ids of mapped lookups that may belong to other lookups of the master now, or soon. A lookup
     * that was missing and is back under another name is another lookup. If the master is in an older state than
     * before, it may also have assigned the ids of all other lookups that it lost a second time.
     *
     * @param stored the mapping as it was stored
     * @param missed names of mapped lookups that an earlier run did not find on the master, by the master's ids
     * @param older whether the master is in an older state than before
     */
    public static List<Long> reused(
            Kind kind, Translation translation, Map<Long, Long> stored, Map<Long, String> missed, boolean older) {
        return stored.keySet().stream()
                .filter(masterId -> {
                    Lookup master = translation.master().get(kind, masterId);
                    Lookup replica = translation.replica().get(kind, stored.get(masterId));
                    if (masterId < 0 || replica == null) {
                        return false;
                    }
                    if (master == null) {
                        return older;
                    }
                    String before = missed.get(masterId);
                    return !isNamed(master, replica.name())
                            && (before == null
                                    ? older && !LookupChanges.isBeingRenamed(replica)
                                    : !isNamed(master, before));
                })
                .sorted()
                .toList();
    }

    private static boolean isNamed(Lookup lookup, String name) {
        return Normal.text(lookup.name()).equals(Normal.text(name));
    }

    private static boolean isUnowned(Lookup there, Translation translation) {
        return there.owner() == null || there.owner() == translation.syncUser();
    }

    private static boolean isSameName(Kind kind, Lookup master, Lookup replica) {
        return isNamed(master, replica.name())
                && (kind != Kind.CUSTOM_FIELD || Objects.equals(master.dataType(), replica.dataType()));
    }
}
