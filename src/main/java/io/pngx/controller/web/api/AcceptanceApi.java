package io.pngx.controller.web.api;

import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.Overview;
import java.time.Instant;
import org.apache.camel.Exchange;

/**
 * Stores the user's acceptance of a changed master, a changed replica, an adoption, or the dry run of a replica that
 * was the master or has newer values than the master.
 */
public final class AcceptanceApi {
    private final Database db;
    private final Replicas replicas;
    private final MaintenanceState maintenance;
    private final Runs runs;
    private final Runnable connectionsChanged;
    private final Logs logs;
    private final Switchovers switchovers;
    private final Overview overview;

    public AcceptanceApi(Tables tables, Overview overview, Runnable connectionsChanged) {
        this.connectionsChanged = connectionsChanged;
        this.db = tables.database();
        this.replicas = tables.replicas();
        this.maintenance = tables.maintenance();
        this.runs = tables.runs();
        this.logs = tables.logs();
        this.overview = overview;
        this.switchovers = tables.switchovers();
    }

    public record AcceptedChange(String accepted) {}

    /** Accepts a changed master, a changed replica, or the adoption of documents that the replica had before. */
    public Answer accept(Exchange exchange) {
        Call call = Call.of(exchange);
        Replica replica = overview.find(call.id("replica"));
        Fields fields = RequestFields.body(call, "what");
        What what = fields.word("what", What.class);
        fields.required("what", what);
        fields.check();
        call.requireConfirmation("what");
        Text by = call.viewer().author();
        String word = LowerCase.of(what);
        if (what == What.ADOPTION) {
            adopt(replica, by);
            return call.answer(200, new AcceptedChange(word))
                    .orNote(Text.of("The next run maps the documents that the replica already holds."));
        }
        if (what == What.DRY_RUN) {
            acceptDryRun(replica, by);
            return call.answer(200, new AcceptedChange(word))
                    .orNote(
                            replica.enabled()
                                    ? Text.of("Accepted; the next run writes to \"{0}\".", replica.name())
                                    : Text.of(
                                            "Accepted; switch the replica on, then the next run writes to \"{0}\".",
                                            replica.name()));
        }
        Changed changed = Changed.valueOf(what.name());
        db.inTransaction(() -> {
            mustHaveBeenFound(overview.find(replica.id()), changed);
            replicas.accept(replica.id(), changed);
            logs.addForReplica(
                    LogRow.Level.WARN,
                    replica.id(),
                    "accepted",
                    Text.of(
                            changed == Changed.MASTER
                                    ? "The master was accepted {0} as it is now."
                                    : "The replica was accepted {0} as it is now.",
                            by));
        });
        return call.answer(200, new AcceptedChange(word))
                .orNote(Text.of("Accepted; the next run continues with the accepted instance."));
    }

    /**
     * Lets runs write to a replica that was the master, or has newer values than the master. Requires a dry run since
     * the last switchover or undo, so that the user can see the planned changes.
     */
    private void acceptDryRun(Replica replica, Text by) {
        if (!replica.dryRunFirst()) {
            throw ApiProblem.conflict(Text.of(
                    "Runs are already allowed to write to the replica \"{0}\"; there is nothing to accept.",
                    replica.name()));
        }
        boolean seen = runs.last(replica.id(), Run.Mode.DRY_RUN)
                .filter(run -> run.state() == Run.State.SUCCESS || run.state() == Run.State.PARTIAL)
                .filter(run -> switchovers
                        .lastChangeOfMaster()
                        .filter(run.startedAt()::isBefore)
                        .isEmpty())
                .isPresent();
        if (!seen) {
            throw ApiProblem.conflict(Text.of(
                    "No dry run of \"{0}\" ended since the last switchover or its undo; start a dry run first, and"
                            + " read its plan.",
                    replica.name()));
        }
        db.inTransaction(() -> {
            replicas.dryRunAccepted(replica.id());
            replicas.state(replica.id(), Replica.State.NEW, null);
            logs.addForReplica(
                    LogRow.Level.WARN,
                    replica.id(),
                    "accepted",
                    Text.of("The dry run was accepted {0}: runs may write to the replica.", by));
        });
        connectionsChanged.run();
    }

    /** Refuses the request if no dry run found the change that the user wants to accept. */
    private static void mustHaveBeenFound(Replica replica, Changed what) {
        if (replica.acceptable() == null && replica.accepted() == what) {
            throw ApiProblem.conflict(Text.of(
                    "The change of \"{0}\" or its master was accepted already, so there is nothing to accept; the next"
                            + " run continues with the accepted instance.",
                    replica.name()));
        }
        if (replica.acceptable() == null) {
            throw ApiProblem.conflict(Text.of(
                    "No dry run found that the replica \"{0}\" or its master was replaced or restored, so there is "
                            + "nothing to accept. Start a dry run first.",
                    replica.name()));
        }
        if (replica.acceptable() != null && replica.acceptable() != what) {
            throw ApiProblem.conflict(Text.of(
                    "The last dry run of \"{0}\" found a changed {1}, not a changed {2}; accept that change, or "
                            + "start another dry run.",
                    replica.name(), Text.of(LowerCase.of(replica.acceptable())), Text.of(LowerCase.of(what))));
        }
    }

    private void adopt(Replica replica, Text by) {
        if (replica.dryRunFirst()) {
            throw ApiProblem.conflict(
                    Text.of("Accept the dry run of \"{0}\" first; then you can adopt documents.", replica.name()));
        }
        if (maintenance.of(replica.id()).highestDocId() == null) {
            throw ApiProblem.conflict(Text.of(
                    "The replica \"{0}\" was not read yet; start a dry run first, and check its plan.",
                    replica.name()));
        }
        db.inTransaction(() -> {
            maintenance.acceptAdoption(replica.id(), Instant.now());
            logs.addForReplica(
                    LogRow.Level.INFO,
                    replica.id(),
                    "accepted",
                    Text.of("The adoption of documents that the replica already holds was confirmed {0}.", by));
        });
        if (replica.enabled() && !replica.paused()) {
            // Queues no run while another run is open. In that case, the next run carries out the adoption.
            runs.queueIncremental(replica.id());
        }
    }

    /** Changes that the user can accept. */
    private enum What {
        MASTER,
        REPLICA,
        ADOPTION,
        /** The last dry run of a replica that only has dry runs until a user accepts one. */
        DRY_RUN
    }
}
