package io.pngx.controller.web.api;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.http.ApiProblem;
import java.util.List;
import java.util.Optional;

/** Queues runs of one document, which a user requests. Must be called in a transaction. */
final class DocumentRuns {
    private final Tables tables;

    DocumentRuns(Database db) {
        this.tables = Tables.of(db);
    }

    /**
     * Queues a comparison of every field, and makes a failed document due. Returns empty if a run of the replica is
     * open. In that case, the next run compares the document, and is due at once.
     */
    Optional<Long> compare(Replica replica, long masterId) {
        if (tables.mappings().find(replica.id(), masterId).isPresent()) {
            tables.invalidation().invalidate(replica.id(), masterId);
        }
        tables.workPlanning().dueAgain(replica.id(), masterId);
        Optional<Run> run = replica.mayCompareFew()
                ? tables.runs().queueHinted(replica.id(), Run.Mode.INCREMENTAL, List.of(masterId))
                : tables.runs().queueIncremental(replica.id());
        if (run.isEmpty()) {
            tables.replicas().cycleStarted(replica.id(), null);
        }
        return run.map(Run::id);
    }

    /** Queues the verification of one copy. */
    long verify(Replica replica, long masterId) {
        if (tables.verifications().verifiable(replica.id(), List.of(masterId)).isEmpty()) {
            throw ApiProblem.conflict("The replica \"" + replica.name() + "\" has no copy of document " + masterId
                    + " to verify: it lacks the document, a rule excludes it, or it is missing on the master.");
        }
        return tables.runs()
                .queueHinted(replica.id(), Run.Mode.VERIFY, List.of(masterId))
                .map(Run::id)
                .orElseThrow(() -> ApiProblem.conflict("A run of the replica \"" + replica.name()
                        + "\" is already open; wait for this run, or cancel it."));
    }
}
