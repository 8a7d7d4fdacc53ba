package io.pngx.controller.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * Which documents need attention on one replica. Pure.
 *
 * @param fresh   not on the replica
 * @param changed on the replica, and touched on the master since it was compared
 * @param gone    mapped, but the replica no longer holds it
 * @param compare on the replica; to be compared because everything is (full run)
 */
public record WorkPlan(List<Long> fresh, List<Long> changed, List<Long> gone, List<Long> compare) {

    /**
     * @param masterIds all live documents of the master
     * @param mapped    master id to replica id
     * @param onReplica does the replica hold this document?
     * @param scanned   digest by master id of what the scan from the watermark on found
     * @param seen      digest of a master document when it was last compared; null for never
     * @param full      compare everything
     */
    public static WorkPlan of(
            long[] masterIds,
            Map<Long, Long> mapped,
            LongPredicate onReplica,
            Map<Long, String> scanned,
            LongFunction<String> seen,
            boolean full) {
        WorkPlan plan = new WorkPlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (long id : masterIds) {
            Long replicaId = mapped.get(id);
            if (replicaId == null) {
                plan.fresh.add(id);
            } else if (!onReplica.test(replicaId)) {
                plan.gone.add(id);
            } else if (scanned.containsKey(id) && !scanned.get(id).equals(seen.apply(id))) {
                plan.changed.add(id);
            } else if (full) {
                plan.compare.add(id);
            }
        }
        return plan;
    }

    /** Ids of a complete inventory, quick to ask. */
    public static LongPredicate oneOf(long[] ids) {
        Set<Long> set = new java.util.HashSet<>(ids.length * 2);
        for (long id : ids) {
            set.add(id);
        }
        return set::contains;
    }
}
