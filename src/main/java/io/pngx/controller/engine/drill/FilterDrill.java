package io.pngx.controller.engine.drill;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.DrillScope;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.SameDocuments;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Compares the documents that the master and the replica return for a filter. The mapping shows which document of the
 * replica corresponds to which document of the master. Ignores documents that rules exclude.
 */
public final class FilterDrill {
    /** Longest time between the time stamp of a change and its commit on the master. */
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private final Drills drills;
    private final DrillScope scope;
    private final RuleBook rules;

    public FilterDrill(Drills drills, DrillScope scope, RuleBook rules) {
        this.drills = drills;
        this.scope = scope;
        this.rules = rules;
    }

    /** @return the filters to compare: all documents, and one filter of each kind for which the drill found a value */
    public List<FilterStep> filters(@Body DrillJob job) {
        job.addFilter(
                Drill.Subject.DOCUMENTS, new DrillJob.Filter("ordering=id", "ordering=id", Text.of("all documents")));
        List<FilterStep> steps = new ArrayList<>(List.of(new FilterStep(job, Drill.Subject.DOCUMENTS)));
        List<String> changing = rules.changing(job.replica());
        for (Drill.Subject subject : List.of(
                Drill.Subject.TAG, Drill.Subject.CORRESPONDENT, Drill.Subject.CUSTOM_FIELD, Drill.Subject.DATE)) {
            if (!job.hasFilter(subject)) {
                job.put(
                        subject,
                        Drill.Result.SKIPPED,
                        Text.of("No document of the drill has a value for this filter."));
            } else if (!changing.isEmpty()) {
                job.put(
                        subject,
                        Drill.Result.SKIPPED,
                        Text.of(
                                "Not compared with the master, because these rules may change documents: {0}.",
                                String.join(", ", changing)));
            } else {
                steps.add(new FilterStep(job, subject));
            }
        }
        return job.isStopped() || !drills.isOpen(job.id()) ? List.of() : steps;
    }

    public void recordName(@Body FilterStep step, @Variable(ExchangeNames.ANSWER) Lookup lookup) {
        step.recordName(lookup.name());
    }

    public void recordReplicaList(@Body FilterStep step, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        step.recordReplica(page.ids());
        if (step.subject() == Drill.Subject.DOCUMENTS) {
            SameDocuments copies = new SameDocuments(null, page.ids());
            scope.settled(replica(step).id(), copies::add);
            step.recordCopies(copies);
        }
    }

    public void recordMasterList(@Body FilterStep step, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        long[] ids = page.ids();
        SameDocuments compared = new SameDocuments(ids, step.replicaIds());
        if (step.subject() == Drill.Subject.DOCUMENTS) {
            scope.known(replica(step).id(), compared::known);
            step.recordUnknown(compared.unknown());
        } else {
            scope.settled(replica(step).id(), compared::add);
            step.recordMaster(compared, ids.length == 0);
        }
    }

    /** Finds the differing documents that did not change on the master since the last run. */
    public void explain(@Body FilterStep step, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Instant watermark = replica(step).watermark();
        Instant since = watermark == null ? Instant.MIN : watermark.minus(OVERLAP);
        Set<Long> unchanged = page.results().stream()
                .filter(document ->
                        document.modified() != null && document.modifiedAt().isBefore(since))
                .map(Document::id)
                .collect(Collectors.toSet());
        step.explain(unchanged);
    }

    private static Replica replica(FilterStep step) {
        return step.drill().replica();
    }
}
