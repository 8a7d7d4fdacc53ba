package io.pngx.controller.pipeline;

import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Runs;

/** Looks whether a run is to stop after the document in hand. */
public final class Stops {
    private final Runs runs;
    private final Connections connections;
    private final Machine machine;
    private volatile boolean closing;

    public Stops(Runs runs, Connections connections, Machine machine) {
        this.runs = runs;
        this.connections = connections;
        this.machine = machine;
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
        machine.fault().ifPresent(session::pause);
        if (session.stopped()) {
            return true;
        }
        if (closing) {
            session.stop(null, "The controller was stopped.");
            return true;
        }
        connections.moved(session).ifPresent(title -> session.cancel(title + " has another address now; the next run proves it first."));
        runs.stop(session.runId()).ifPresent(why -> {
            switch (why) {
                case ENDED -> session.stop(null, "Its run has ended.");
                case CANCELLED -> session.cancel("Cancelled by hand.");
                case PAUSED -> session.cancel("Paused by hand.");
            }
        });
        return session.stopped();
    }
}
