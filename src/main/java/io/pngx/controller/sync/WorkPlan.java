package io.pngx.controller.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * The documents that need attention on one replica.
 *
 * @param fresh documents without a copy
 * @param changed documents that changed on the master since their last comparison
 * @param gone mapped documents whose copy is missing on the replica
 * @param compare all other documents that have a copy; only a full run compares them
 */
public record WorkPlan(List<Long> fresh, List<Long> changed, List<Long> gone, List<Long> compare) {

    /**
     * Plans the work of a run.
     *
     * @param masterIds all live documents of the master
     * @param mapped id of the copy by id of the document
     * @param onReplica tests whether the replica has a document
     * @param scanned digests, by master id, of the documents that the scan since the watermark returned
     * @param seen digest of a document at its last comparison; null: never compared
     * @param full whether the run compares every document
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

    /** Returns a test whether an id is among the given ids. The test uses binary search. */
    public static LongPredicate oneOf(long[] ids) {
        long[] sorted = ids.clone();
        Arrays.sort(sorted);
        return id -> Arrays.binarySearch(sorted, id) >= 0;
    }
}
