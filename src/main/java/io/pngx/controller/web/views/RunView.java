package io.pngx.controller.web.views;

import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as the API and the page show it: counts per action. */
public record RunView(long id, long replicaId, String replica, String mode, String state, String phase, long done, long total,
        long uploaded, long adopted, long updated, long unchanged, long failed, long deferred, long lookups, long bytes,
        String current, String error, boolean cancelRequested, String startedAt, String finishedAt,
        long drifted, long mismatched, PlanSum plan) {

    /** What a dry run found. @param total rows of the plan */
    public record PlanSum(long total, List<Plans.Count> actions) {
        /** Documents that the replica holds already, from before us. */
        public long offered() {
            return actions.stream().filter(each -> each.action().equals("offer")).mapToLong(Plans.Count::count).sum();
        }
    }

    /** What it did, in one line: only what there was. What went wrong stands beside it. */
    public String said() {
        Formats words = new Formats();
        if (mode.equals("dry_run")) {
            return (finishedAt == null ? "looks at " : "looked at ") + words.counted(total, "document", "documents");
        }
        List<String> parts = new ArrayList<>();
        if (total > 0 || finishedAt == null) {
            parts.add(words.number(done) + " of " + words.number(total)
                    + (mode.equals("verify") ? " looked at" : " done"));
        }
        part(parts, uploaded, "uploaded");
        part(parts, adopted, "adopted");
        part(parts, updated, "updated");
        part(parts, drifted, "edited on the replica");
        part(parts, unchanged, mode.equals("verify") ? "as they should be" : "equal already");
        part(
                parts,
                deferred,
                mode.equals("verify")
                        ? "not verified, since they changed on the master meanwhile"
                        : "put back for the next run");
        part(parts, lookups, lookups == 1 ? "lookup" : "lookups");
        if (bytes > 0) {
            parts.add(words.bytes(bytes));
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

    /** @param plan null: it is no dry run, or not asked for */
    static RunView of(Run run, String replica, PlanSum plan) {
        return new RunView(run.id(), run.replicaId(), replica, run.mode().name().toLowerCase(Locale.ROOT),
                run.state().name().toLowerCase(Locale.ROOT), run.phase(), run.done(), run.total(), run.uploaded(), run.adopted(),
                run.updated(), run.unchanged(), run.failed(), run.deferred(), run.lookups(), run.bytes(), run.current(),
                run.error(), run.cancelRequested(), Times.text(run.startedAt()), Times.text(run.finishedAt()),
                run.drifted(), run.mismatched(), plan);
    }
}
