package io.pngx.controller.engine.drill;

import io.pngx.controller.store.Drill;
import io.pngx.controller.sync.SameDocuments;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the documents that the master and the replica return for one filter. The check of all documents also works
 * without the master: the replica must list every copy.
 */
public final class FilterStep extends DrillStep {
    /** The highest number of differing documents to collect. */
    static final int LIMIT = 100;

    private final Drill.Subject subject;
    private DrillJob.Filter filter;
    private long[] replicaIds;
    private Set<Long> differing = Set.of();
    private long same;
    private boolean copiesListed;

    FilterStep(DrillJob drill, Drill.Subject subject) {
        super(drill, Kind.FILTER);
        this.subject = subject;
        this.filter = drill.filter(subject);
    }

    Drill.Subject subject() {
        return subject;
    }

    /** @return whether to ask the replica for the name of the lookup */
    public boolean isNameless() {
        return filter.lookup() != null;
    }

    /** @return the lookup as part of an address */
    public String getLookup() {
        return filter.lookup();
    }

    void recordName(String name) {
        filter = filter.named(name);
    }

    public String getReplicaQuery() {
        return filter.replicaQuery();
    }

    public String getMasterQuery() {
        return filter.masterQuery();
    }

    /** @return whether to ask the master; false after a failure of the master */
    public boolean isMasterToAsk() {
        return drill().masterFailure() == null && !drill().isStopped();
    }

    /** @return whether to ask the master which of the differing documents changed since the last run */
    public boolean isToExplain() {
        return !differing.isEmpty();
    }

    /** @return ids of the documents that differ, as part of an address */
    public String getDiffering() {
        return differing.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    long[] replicaIds() {
        return replicaIds;
    }

    void recordReplica(long[] ids) {
        replicaIds = ids;
        if (drill().masterFailure() != null) {
            masterFailed(drill().masterFailure());
        }
    }

    /** Records the copies that the replica lists, and the copies that it does not list. */
    void recordCopies(SameDocuments copies) {
        same = copies.same();
        List<Long> missing = copies.differing();
        copiesListed = missing.isEmpty();
        if (copiesListed) {
            put(Drill.Result.OK, "The replica lists all copies (" + same + ").");
        } else {
            put(
                    Drill.Result.FAILED,
                    "The replica does not list the copies of " + some(missing) + " of the master; it lists " + same
                            + " other copies.");
        }
    }

    void recordMaster(SameDocuments compared, boolean masterListsNone) {
        same = compared.same();
        if (masterListsNone) {
            put(
                    Drill.Result.SKIPPED,
                    "The master lists no document with " + filter.text() + ", so nothing is compared.");
            return;
        }
        differing = new TreeSet<>(compared.differing());
        judge();
    }

    /** Records documents of the master that have neither a copy nor a work item, and that no rule excludes. */
    void recordUnknown(List<Long> unknown) {
        differing = new TreeSet<>(unknown);
        judgeUnknown();
    }

    /** Ignores differing documents that were changed or deleted on the master since the last run. */
    void explain(Set<Long> unchanged) {
        boolean all = differing.size() >= LIMIT && unchanged.isEmpty();
        differing.retainAll(unchanged);
        if (all) {
            put(Drill.Result.SKIPPED, "Not compared: too many documents changed on the master since the last run.");
        } else if (subject == Drill.Subject.DOCUMENTS) {
            judgeUnknown();
        } else {
            judge();
        }
    }

    private void judge() {
        if (differing.isEmpty()) {
            put(
                    Drill.Result.OK,
                    "Replica and master list the same documents with " + filter.text() + " (" + same + ").");
        } else {
            put(
                    Drill.Result.FAILED,
                    "Replica and master list different documents with " + filter.text()
                            + ". Only one of the two instances lists "
                            + some(differing) + " of the master.");
        }
    }

    private void judgeUnknown() {
        if (!copiesListed) {
            return; // the check has failed already
        }
        if (differing.isEmpty()) {
            put(
                    Drill.Result.OK,
                    "The replica lists all copies (" + same
                            + "). Each other document of the master waits for a run, or a rule excludes it.");
        } else {
            put(Drill.Result.FAILED, "The replica lacks " + some(differing) + " of the master; start a full run.");
        }
    }

    private static String some(Collection<Long> ids) {
        String first = ids.stream().limit(10).map(String::valueOf).collect(Collectors.joining(", "));
        return (ids.size() == 1 ? "document " : "documents ")
                + first
                + (ids.size() > 10 ? " and " + (ids.size() >= LIMIT ? "more" : ids.size() - 10 + " others") : "");
    }

    @Override
    void failed(String why) {
        String documents = subject == Drill.Subject.DOCUMENTS ? "all documents" : "the documents with " + filter.text();
        put(Drill.Result.FAILED, "The replica does not list " + documents + ": " + why);
    }

    @Override
    void masterFailed(String why) {
        super.masterFailed(why);
        if (copiesListed) {
            put(
                    Drill.Result.OK,
                    "The replica lists all copies (" + same + "). The copies were not compared with the master: "
                            + why);
        } else if (subject != Drill.Subject.DOCUMENTS) {
            put(Drill.Result.SKIPPED, "Not compared with the master: " + why);
        }
    }

    private void put(Drill.Result result, String detail) {
        drill().put(subject, result, detail);
    }
}
