package io.pngx.controller.web.views;

import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as the API and the pages show it, with counts for each action. */
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
        long bytes,
        String current,
        String error,
        boolean cancelRequested,
        String startedAt,
        String finishedAt,
        long drifted,
        long mismatched,
        PlanSum plan) {

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

    /**
     * Returns one line with the counts of the run. The line omits zeros. The line also omits failures, which the page
     * shows beside the line.
     */
    public String said() {
        Formats formats = new Formats();
        if (mode.equals("dry_run")) {
            return (finishedAt == null ? "compares " : "compared ") + formats.counted(total, "document", "documents");
        }
        List<String> parts = new ArrayList<>();
        if (total > 0 || finishedAt == null) {
            parts.add(formats.number(done) + " of " + formats.number(total)
                    + (mode.equals("verify") ? " verified" : " done"));
        }
        part(parts, uploaded, "uploaded");
        part(parts, adopted, "adopted");
        part(parts, updated, "updated");
        part(parts, drifted, "edited on the replica");
        part(parts, unchanged, mode.equals("verify") ? "equal to the master" : "already equal");
        part(
                parts,
                deferred,
                mode.equals("verify")
                        ? "not verified, because their documents changed on the master during the run"
                        : "deferred to the next run");
        part(parts, lookups, lookups == 1 ? "lookup" : "lookups");
        if (bytes > 0) {
            parts.add(formats.bytes(bytes));
        }
        return parts.isEmpty()
                ? (state.equals("success") ? "nothing to do" : "nothing done")
                : String.join(", ", parts);
    }

    private static void part(List<String> parts, long count, String word) {
        if (count > 0) {
            parts.add(new Formats().number(count) + " " + word);
        }
    }

    /** @param plan null: the run is not a dry run, or its plan is not needed */
    static RunView of(Run run, String replica, PlanSum plan) {
        return new RunView(
                run.id(),
                run.replicaId(),
                replica,
                run.mode().name().toLowerCase(Locale.ROOT),
                run.state().name().toLowerCase(Locale.ROOT),
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
                run.bytes(),
                run.current(),
                run.error(),
                run.cancelRequested(),
                Times.text(run.startedAt()),
                Times.text(run.finishedAt()),
                run.drifted(),
                run.mismatched(),
                plan);
    }
}
