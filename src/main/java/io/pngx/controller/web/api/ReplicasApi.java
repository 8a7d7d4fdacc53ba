package io.pngx.controller.web.api;

import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.StatusFilter;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Paging;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import org.apache.camel.Exchange;

/** {@code /api/replicas}: adds, changes, pauses and removes replicas, and lists their documents. */
public final class ReplicasApi {
    private final Database db;
    private final Replicas replicas;
    private final ReplicaFields replicaFields;
    private final Runs runs;
    private final Logs logs;
    private final Overview overview;
    private final Sections sections;
    private final Runnable connectionsChanged;

    public ReplicasApi(
            Tables tables,
            Overview overview,
            Sections sections,
            Vault vault,
            Credentials credentials,
            Runnable connectionsChanged) {
        this.db = tables.database();
        this.replicas = tables.replicas();
        this.replicaFields = new ReplicaFields(tables, vault, credentials);
        this.runs = tables.runs();
        this.logs = tables.logs();
        this.overview = overview;
        this.sections = sections;
        this.connectionsChanged = connectionsChanged;
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        RequestFields.query(call).check();
        return call.answer(200, Items.all(overview.replicas())).orHtml(sections::replicas);
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        ReplicaView replica = overview.replica(call.id("replica"));
        return call.answer(200, replica).orHtml(() -> sections.replica(replica));
    }

    public Answer readiness(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, overview.readiness(call.id("replica")));
    }

    public Answer add(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, ReplicaFields.OF_A_NEW_REPLICA);
        long id = db.inTransaction(() -> replicaFields.add(fields));
        connectionsChanged.run();
        ReplicaView view = overview.replica(id);
        return call.answer(201, view)
                .orGo(
                        view.paused()
                                ? Text.of("The replica \"{0}\" is added.", view.name())
                                : Text.of("The replica \"{0}\" is added; its first run starts soon.", view.name()),
                        call.from().equals("/setup") ? "/setup" : "/replicas/" + id);
    }

    /** Changes all keys that were sent, or none if one is refused. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("replica");
        Fields fields = RequestFields.body(call, ReplicaFields.OF_A_REPLICA);
        db.inTransaction(() -> replicaFields.change(overview.find(id), fields));
        connectionsChanged.run();
        ReplicaView view = overview.replica(id);
        return call.answer(200, view).orGo(Text.of("The replica \"{0}\" is saved.", view.name()), "/replicas/" + id);
    }

    /** Removes the replica from the controller. All documents stay on the replica. */
    public Answer delete(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        long id = call.id("replica");
        overview.find(id);
        call.requireConfirmation();
        String name = db.inTransaction(() -> {
            Replica replica = overview.find(id);
            if (runs.open(id).isPresent()) {
                throw ApiProblem.conflict(Text.of(
                        "A run of the replica \"{0}\" is open; cancel the run, then delete the replica.",
                        replica.name()));
            }
            replicas.delete(id);
            log(
                    id,
                    "replica",
                    Text.of(
                            "The replica \"{0}\" was removed from the controller; its documents were not changed.",
                            replica.name()));
            return replica.name();
        });
        connectionsChanged.run();
        return call.answer(204, null)
                .orGo(
                        Text.of(
                                "The replica \"{0}\" is removed from the controller; its documents were not changed.",
                                name),
                        "/replicas");
    }

    /** Lists the documents of a replica, newest first. */
    public Answer documents(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = overview.find(call.id("replica")).id();
        Fields query = RequestFields.query(call, "status", "q", Paging.AFTER, Paging.LIMIT);
        StatusFilter status = query.word("status", StatusFilter.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Paging paging = Paging.of(query);
        query.check();
        DocumentSearch.Filter filter =
                DocumentSearch.Filter.ofReplica(id, status, text, paging.after(), paging.limit());
        return call.answer(200, Items.of(overview.documents(filter), overview.count(filter)));
    }

    public Answer pause(Exchange exchange) {
        return paused(Call.withoutFields(exchange), true, false);
    }

    public Answer resume(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = RequestFields.query(call, "enable");
        boolean switchOn = query.isTrue("enable");
        query.check();
        return paused(call.withoutFields(), false, switchOn);
    }

    private Answer paused(Call call, boolean paused, boolean switchOn) {
        long id = call.id("replica");
        db.inTransaction(() -> {
            Replica replica = overview.find(id);
            if (!paused && !replica.enabled() && !switchOn) {
                throw new ApiProblem(
                        409,
                        Text.of(
                                "The replica \"{0}\" is switched off, and resuming only ends a pause; switch the "
                                        + "replica on in its settings, or add ?enable=true.",
                                replica.name()));
            }
            replicas.pause(id, paused);
            if (switchOn) {
                replicas.switchOn(id);
            }
            log(
                    id,
                    paused ? "pause" : "resume",
                    Text.of(
                            paused
                                    ? "The replica \"{0}\" was paused."
                                    : replica.enabled()
                                            ? "The replica \"{0}\" was resumed."
                                            : "The replica \"{0}\" was switched on.",
                            replica.name()));
        });
        ReplicaView view = overview.replica(id);
        return call.answer(200, view)
                .orNote(
                        paused
                                ? Text.of("The replica \"{0}\" is paused.", view.name())
                                : Text.of("The replica \"{0}\" is resumed.", view.name()));
    }

    private void log(long id, String action, Text message) {
        logs.addForReplica(LogRow.Level.INFO, id, action, message);
    }
}
