package io.pngx.controller.engine.drill;

import io.pngx.controller.store.Drill;
import io.pngx.controller.sync.SameDocuments;
import io.pngx.controller.text.Text;
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
    /** The highest number of differing documents to name. */
    private static final int NAMED = 10;

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
            put(Drill.Result.OK, Text.of("The replica lists all copies ({0}).", String.valueOf(same)));
        } else {
            put(
                    Drill.Result.FAILED,
                    Text.of(
                            "The replica does not list the copies of {0} of the master; it lists {1} other copies.",
                            some(missing), String.valueOf(same)));
        }
    }

    void recordMaster(SameDocuments compared, boolean masterListsNone) {
        same = compared.same();
        if (masterListsNone) {
            put(
                    Drill.Result.SKIPPED,
                    Text.of("The master lists no document with {0}, so nothing is compared.", filter.text()));
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
        boolean all = differing.size() >= SameDocuments.LIMIT && unchanged.isEmpty();
        differing.retainAll(unchanged);
        if (all) {
            put(
                    Drill.Result.SKIPPED,
                    Text.of("Not compared: too many documents changed on the master since the last run."));
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
                    Text.of(
                            "Replica and master list the same documents with {0} ({1}).",
                            filter.text(), String.valueOf(same)));
        } else {
            put(
                    Drill.Result.FAILED,
                    Text.of(
                            "Replica and master list different documents with {0}. Only one of the two instances lists"
                                    + " {1} of the master.",
                            filter.text(), some(differing)));
        }
    }

    private void judgeUnknown() {
        if (!copiesListed) {
            return; // the check has failed already
        }
        if (differing.isEmpty()) {
            put(
                    Drill.Result.OK,
                    Text.of(
                            "The replica lists all copies ({0}). Each other document of the master waits for a run, or"
                                    + " a rule excludes it.",
                            String.valueOf(same)));
        } else {
            put(
                    Drill.Result.FAILED,
                    Text.of("The replica lacks {0} of the master; start a full run.", some(differing)));
        }
    }

    private static Text some(Collection<Long> ids) {
        String first = ids.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        if (ids.size() <= NAMED) {
            return Text.plural(ids.size(), "document {0}", "documents {0}", first);
        }
        return ids.size() >= SameDocuments.LIMIT
                ? Text.of("documents {0} and more", first)
                : Text.of("documents {0} and {1} others", first, String.valueOf(ids.size() - NAMED));
    }

    @Override
    void failed(Text why) {
        put(
                Drill.Result.FAILED,
                subject == Drill.Subject.DOCUMENTS
                        ? Text.of("The replica does not list all documents: {0}", why)
                        : Text.of("The replica does not list the documents with {0}: {1}", filter.text(), why));
    }

    @Override
    void masterFailed(Text why) {
        super.masterFailed(why);
        if (copiesListed) {
            put(
                    Drill.Result.OK,
                    Text.of(
                            "The replica lists all copies ({0}). The copies were not compared with the master: {1}",
                            String.valueOf(same), why));
        } else if (subject != Drill.Subject.DOCUMENTS) {
            put(Drill.Result.SKIPPED, Text.of("Not compared with the master: {0}", why));
        }
    }

    private void put(Drill.Result result, Text detail) {
        drill().put(subject, result, detail);
    }
}
