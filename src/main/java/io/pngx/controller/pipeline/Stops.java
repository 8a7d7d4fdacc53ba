package io.pngx.controller.pipeline;

import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;

/** Looks whether a run is to stop after the document in hand. */
public final class Stops {
    private final Replicas replicas;
    private final Runs runs;
    private final KeyValues settings;
    private volatile boolean closing;

    public Stops(Replicas replicas, Runs runs, KeyValues settings) {
        this.replicas = replicas;
        this.runs = runs;
        this.settings = settings;
    }

    /** The process ends: every run stops after the document in hand. */
    public void closing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** Has the run of this session an end already? Its next one makes a session of its own. */
    boolean over(Session session) {
        return runs.find(session.runId()).map(run -> run.finishedAt() != null).orElse(true);
    }

    boolean asked(Session session) {
        if (session.stopped()) {
            return true;
        }
        if (closing) {
            session.stop(null, "The controller was stopped.");
        } else if (over(session)) {
            session.stop(null, "Its run has ended.");
        } else if (runs.find(session.runId()).map(Run::cancelRequested).orElse(true)) {
            session.cancel("Cancelled by hand.");
        } else if (session.run().mode() != Run.Mode.DRY_RUN && (settings.paused() || replicas.find(session.replicaId()).map(r -> r.paused() || !r.enabled()).orElse(true))) {
            session.cancel("Paused by hand.");
        }
        return session.stopped();
    }
}
