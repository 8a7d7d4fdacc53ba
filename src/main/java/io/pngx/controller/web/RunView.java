package io.pngx.controller.web;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import java.util.Locale;

/** A run as the API and the page show it: counts per action. */
public record RunView(long id, long replicaId, String replica, String mode, String state, String phase, long done, long total,
        long uploaded, long adopted, long updated, long unchanged, long failed, long deferred, long lookups, long bytes,
        String current, String error, boolean cancelRequested, String startedAt, String finishedAt) {

    static RunView of(Run run, String replica) {
        return new RunView(run.id(), run.replicaId(), replica, run.mode().name().toLowerCase(Locale.ROOT),
                run.state().name().toLowerCase(Locale.ROOT), run.phase(), run.done(), run.total(), run.uploaded(), run.adopted(),
                run.updated(), run.unchanged(), run.failed(), run.deferred(), run.lookups(), run.bytes(), run.current(),
                run.error(), run.cancelRequested(), Times.text(run.startedAt()), Times.text(run.finishedAt()));
    }
}
