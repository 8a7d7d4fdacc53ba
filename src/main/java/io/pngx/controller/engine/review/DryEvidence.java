package io.pngx.controller.engine.review;

import io.pngx.controller.engine.deletions.RemovedCopies;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.DocumentRoot;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.sync.Deletion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Records what master and replica answer about the missing documents and vanished copies of a dry run. */
public final class DryEvidence {
    private final Tombstones tombstones;
    private final StopSignal stops;

    public DryEvidence(Tables tables, StopSignal stops) {
        this.tombstones = tables.tombstones();
        this.stops = stops;
    }

    /**
     * Returns the missing documents whose deletion is not decided yet. The route then asks the master for each of these
     * documents by id.
     */
    public Iterator<DryPlan.MissingDocument> undecided(@Body DryPlan plan) {
        Session session = plan.session();
        Map<Long, Tombstone> known = PlannedDeletions.known(tombstones, session, Tombstone.DOCUMENTS);
        List<Long> open = plan.missing().keySet().stream()
                .filter(id -> !known.containsKey(id) || known.get(id).state() == Tombstone.State.OPEN)
                .sorted()
                .toList();
        return new StoppableIterator<>(session, stops, open.iterator())
                .computing(id -> session.isMasterListWrong() ? null : new DryPlan.MissingDocument(plan, id));
    }

    public void recordEvidence(@Body DryPlan.MissingDocument missing, Exchange exchange) {
        Received detail = Received.of(exchange, ExchangeNames.DETAIL);
        Received preview = Received.of(exchange, ExchangeNames.PREVIEW);
        Deletion.Evidence evidence = detail.evidence(preview);
        missing.plan().evidence().put(missing.id(), evidence);
        if (evidence == Deletion.Evidence.LIVE) {
            missing.plan().session().reportUnlisted();
        }
    }

    /** Records that a document is purged if a version of another document has the id of the document. */
    public void recordRoot(@Body DryPlan.MissingDocument missing, @Variable(ExchangeNames.ANSWER) DocumentRoot root) {
        if (root.isOfVersion(missing.id())) {
            missing.plan().evidence().put(missing.id(), Deletion.Evidence.PURGED);
        }
    }

    /** Starts the search for vanished copies of documents that a rule excludes. Such copies need no tombstone. */
    public RemovedCopies searchVanished(@Body DryPlan plan) {
        return new RemovedCopies(
                plan.session(),
                plan.gone().stream()
                        .filter(plan.excluded()::containsKey)
                        .map(plan.mapped()::get)
                        .toList(),
                stops);
    }
}
