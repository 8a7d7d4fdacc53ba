package io.pngx.controller.web.views;

import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;

/**
 * A run as the API and the pages show it, with counts for each action.
 *
 * @param hintedDocuments ids of the documents that webhooks or a user named; null: the run is not limited to named
 *     documents
 */
public record RunView(
        long id,
        long replicaId,
        String replica,
        String mode,
        String state,
        String phase,
        long done,
        long total,
        long uploaded,
        long adopted,
        long updated,
        long unchanged,
        long failed,
        long deferred,
        long lookups,
        long deleted,
        long bytes,
        Text current,
        Text error,
        boolean cancelRequested,
        String startedAt,
        String finishedAt,
        long drifted,
        long mismatched,
        long excluded,
        long contested,
        List<Long> hintedDocuments,
        PlanSum plan) {
    private static final int SHOWN = 20;

    /**
     * Sums of the plan of a dry run.
     *
     * @param total number of rows of the plan
     */
    public record PlanSum(long total, List<Plans.Count> actions) {
        /** Returns the number of documents that can be adopted. */
        public long offered() {
            return actions.stream()
                    .filter(each -> each.action().equals("offer"))
                    .mapToLong(Plans.Count::count)
                    .sum();
        }
    }

    /** Returns whether webhooks or a user named the documents of the run. */
    public boolean ofFewDocuments() {
        return hintedDocuments != null;
    }

    /** Returns the first documents that webhooks or a user named, as many as the page of the run shows. */
    public List<Long> shownDocuments() {
        return hintedDocuments.subList(0, hintedDocuments.size() - moreDocuments());
    }

    /** Returns how many named documents the page of the run leaves out. */
    public int moreDocuments() {
        return Math.max(0, hintedDocuments.size() - SHOWN);
    }

    /** Returns one line about what the run did, for a list of runs. */
    public Text said() {
        return new RunText(this).line();
    }

    /** Returns one or two sentences about the result of the run. */
    public Text summary() {
        return new RunText(this).summary();
    }

    /** Returns the counts above zero, for the page of the run. */
    public List<RunText.Tile> tiles() {
        return new RunText(this).tiles();
    }

    /** Returns the counts that have no column in the table of runs; empty if all these counts are zero. */
    public Text others() {
        return new RunText(this).others();
    }

    /** @param plan null: the run is not a dry run, or its plan is not needed */
    static RunView of(Run run, String replica, PlanSum plan) {
        return new RunView(
                run.id(),
                run.replicaId(),
                replica,
                LowerCase.of(run.mode()),
                LowerCase.of(run.state()),
                run.phase(),
                run.done(),
                run.total(),
                run.uploaded(),
                run.adopted(),
                run.updated(),
                run.unchanged(),
                run.failed(),
                run.deferred(),
                run.lookups(),
                run.deleted(),
                run.bytes(),
                run.inProgress(),
                run.error(),
                run.cancelRequested(),
                Times.text(run.startedAt()),
                Times.text(run.finishedAt()),
                run.drifted(),
                run.mismatched(),
                run.excluded(),
                run.contested(),
                run.isHinted() ? run.hintedIds().stream().sorted().toList() : null,
                plan);
    }
}
