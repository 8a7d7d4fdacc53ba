package io.pngx.controller.web.views;

import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;

/** Reads drills and their results. */
public final class DrillViews {
    private final Overview overview;
    private final Drills drills;

    public DrillViews(Tables tables, Overview overview) {
        this.overview = overview;
        drills = tables.drills();
    }

    /** Returns one page of the drills of a replica, newest first, without their checks and documents. */
    public Page<DrillView> page(long replicaId, Long after, int limit) {
        String name = overview.find(replicaId).name();
        return Page.of(drills.recent(replicaId, after, limit + 1), limit, Drill::id)
                .map(drill -> DrillView.of(drill, name, null, null));
    }

    /** Returns whether a drill of the replica waits or runs. */
    public boolean isOpen(long replicaId) {
        return drills.recent(replicaId, null, 1).stream().anyMatch(drill -> drill.finishedAt() == null);
    }

    /** Returns the number of drills of a replica. */
    public long count(long replicaId) {
        return drills.count(replicaId);
    }

    /** Returns a drill with its checks and documents. Throws a 404 problem if no drill has this id. */
    public DrillView one(long id) {
        Drill drill = drills.find(id)
                .orElseThrow(
                        () -> ApiProblem.notFound(Text.of("There is no drill with the id {0}.", String.valueOf(id))));
        return DrillView.of(drill, overview.find(drill.replicaId()).name(), drills.checks(id), drills.documents(id));
    }
}
