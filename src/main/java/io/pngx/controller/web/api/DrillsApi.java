package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RetryAfterStore;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Paging;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.DrillView;
import io.pngx.controller.web.views.DrillViews;
import io.pngx.controller.web.views.Overview;
import java.time.Instant;
import org.apache.camel.Exchange;

/** {@code /api/drills}: queues drills, and shows their results. The engine starts the queued drills. */
public final class DrillsApi {
    private final Database db;
    private final Drills drills;
    private final Logs logs;
    private final RetryAfterStore rests;
    private final Overview overview;
    private final DrillViews views;

    public DrillsApi(Tables tables, Overview overview, DrillViews views) {
        this.db = tables.database();
        this.drills = tables.drills();
        this.logs = tables.logs();
        this.rests = tables.retryAfter();
        this.overview = overview;
        this.views = views;
    }

    public record Accepted(long drillId) {}

    public Answer start(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        long replicaId = call.id("replica");
        long id = db.inTransaction(() -> {
            Replica replica = overview.find(replicaId);
            if (replica.watermark() == null) {
                throw ApiProblem.conflict(Text.of(
                        "The replica \"{0}\" has had no run yet, so there is nothing to check; start a run first.",
                        replica.name()));
            }
            PaperlessUrl url = PaperlessUrl.parse(replica.url());
            rests.remove(url.origin() + url.basePath()); // allows calls before the Retry-After time is over
            return drills.queue(replicaId, true, Instant.now())
                    .map(Drill::id)
                    .orElseThrow(() -> ApiProblem.conflict(Text.of(
                            "A drill of the replica \"{0}\" is already open; wait for its result.", replica.name())));
        });
        return call.answer(202, new Accepted(id))
                .orNote(Text.of("A drill starts as soon as no run of the replica is open."));
    }

    /** Lists the drills of a replica, newest first. */
    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        long replicaId = overview.find(call.id("replica")).id();
        Fields query = RequestFields.query(call, Paging.AFTER, Paging.LIMIT);
        Paging paging = Paging.of(query);
        query.check();
        return call.answer(
                200, Items.of(views.page(replicaId, paging.after(), paging.limit()), views.count(replicaId)));
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, views.one(call.id("drill")));
    }

    /** Cancels a drill that waits or runs. */
    public Answer cancel(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        DrillView drill = views.one(call.id("drill"));
        if (!drills.cancel(drill.id(), Instant.now())) {
            throw ApiProblem.conflict(Text.of("The drill has ended already; there is nothing to cancel."));
        }
        logs.addForReplica(
                LogRow.Level.WARN,
                drill.replicaId(),
                "drill",
                Text.of("The drill was cancelled {0}.", call.viewer().author()));
        return call.answer(200, views.one(drill.id())).orNote(Text.of("The drill is cancelled."));
    }
}
