package io.pngx.controller.web.api;

import io.pngx.controller.engine.switchover.SwitchoverChecklist;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Csv;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.RowStream;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.SwitchoverView;
import io.pngx.controller.web.views.SwitchoverViews;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;

/** {@code /api/replicas/{id}/promote} and {@code /api/switchovers}: a replica becomes the master. */
public final class SwitchoverApi {
    private static final int FILE_PAGE = 500;
    private static final Duration UNDO_PATIENCE = Duration.ofSeconds(60);

    private final Replicas replicas;
    private final Switchovers switchovers;
    private final Coverage coverage;
    private final SwitchoverRequests requests;
    private final SwitchoverChecklist checklist;
    private final Overview overview;
    private final SwitchoverViews views;
    private final Html html;

    public SwitchoverApi(
            Tables tables,
            SwitchoverRequests requests,
            SwitchoverChecklist checklist,
            Overview overview,
            SwitchoverViews views,
            Html html) {
        this.replicas = tables.replicas();
        this.switchovers = tables.switchovers();
        this.coverage = tables.coverage();
        this.requests = requests;
        this.checklist = checklist;
        this.overview = overview;
        this.views = views;
        this.html = html;
    }

    /** Shows what a switchover to the replica would do. Changes nothing. */
    public Answer plan(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, views.promotion(replica(call).id()));
    }

    /** Streams the documents that would be missing, old or incomplete after a takeover. */
    public void missing(Exchange exchange) {
        long replica =
                overview.find(Call.withoutParameters(exchange).id("replica")).id();
        PlansApi.send(
                exchange,
                "text/csv; charset=utf-8",
                "missing-" + replica + ".csv",
                new RowStream("master_id,title,why\r\n", "", "", after -> {
                    List<Coverage.Missing> rows = coverage.missingOldOrNewestOnly(replica, after, FILE_PAGE);
                    return new RowStream.Part(
                            rows.stream()
                                    .map(row -> Csv.line(row.masterId(), row.title(), row.why()))
                                    .toList(),
                            rows.isEmpty() ? after : rows.get(rows.size() - 1).masterId());
                }));
    }

    public Answer promote(Exchange exchange) {
        Call call = Call.of(exchange);
        Replica replica = replica(call);
        Fields fields = RequestFields.body(call, "name", "failover", "old_master_name");
        String name = fields.text("name", 60);
        if (name != null && !name.equals(replica.name())) {
            fields.refuse("name", Text.of("must be the name of the replica, \"{0}\", to confirm", replica.name()));
        }
        boolean failover = fields.isTrue("failover");
        String oldMaster = fields.has("old_master_name") && !fields.blank("old_master_name")
                ? fields.text("old_master_name", 60)
                : null;
        if ("master".equalsIgnoreCase(oldMaster)) {
            fields.refuse("old_master_name", Text.of("is the name of the master in the metrics; choose another name"));
        }
        if (oldMaster != null
                && replicas.all().stream()
                        .anyMatch(
                                each -> each.id() != replica.id() && each.name().equalsIgnoreCase(oldMaster))) {
            fields.refuse("old_master_name", Text.of("is the name of another replica; choose another name"));
        }
        fields.check();
        Switchover request = requests.promote(
                replica,
                failover ? Switchover.Kind.FAILOVER : Switchover.Kind.PLANNED,
                oldMaster,
                call.viewer().by());
        return call.answer(202, views.of(request)).orGo(Text.of("The switchover begins."), "/switchovers");
    }

    /** Finds the replica of a request. A page that is still open may show a replica that has since been promoted. */
    private Replica replica(Call call) {
        long id = call.id("replica");
        return replicas.find(id).orElseGet(() -> {
            switchovers.all().stream()
                    .filter(each -> each.replicaId() == id && each.state() == Switchover.State.DONE)
                    .findFirst()
                    .ifPresent(done -> {
                        throw ApiProblem.conflict(Text.of(
                                "\"{0}\" was made the master already, at {1}. Reload the page.",
                                done.replicaName(), done.swappedAt()));
                    });
            return overview.find(id);
        });
    }

    /** Lists all switchovers, newest first. */
    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        RequestFields.query(call).check();
        return call.answer(200, Items.all(views.all()));
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, views.of(find(call)));
    }

    /** Reads from both instances which settings the user must still change. Changes nothing. */
    public Answer checklist(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        List<SwitchoverChecklist.Item> items = checklist.of(find(call));
        return call.answer(200, Items.all(items)).orHtml(() -> html.part("switchovers", "checklist", "items", items));
    }

    public Answer cancel(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        Switchover switchover = find(call);
        call.requireConfirmation();
        return call.answer(
                        200, views.of(requests.cancel(switchover, call.viewer().by())))
                .orNote(Text.of("The switchover is cancelled."));
    }

    public Answer undo(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        Switchover switchover = find(call);
        call.requireConfirmation();
        if (switchover.state() != Switchover.State.DONE) {
            throw ApiProblem.conflict(
                    switchover.state().isOpen()
                            ? Text.of("The switchover is under way; cancel it instead.")
                            : Text.of("The switchover did not take place, so there is nothing to undo."));
        }
        SwitchoverView undone = views.of(requests.undo(switchover, UNDO_PATIENCE));
        return call.answer(200, undone)
                .orNote(undone.reason() == null ? Text.of("The switchover is undone.") : undone.sentence());
    }

    private Switchover find(Call call) {
        long id = call.id("switchover");
        return switchovers
                .find(id)
                .orElseThrow(() ->
                        ApiProblem.notFound(Text.of("There is no switchover with the id {0}.", String.valueOf(id))));
    }
}
