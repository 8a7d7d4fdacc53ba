package io.pngx.controller.engine.session;

import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Runs;
import java.util.Optional;
import java.util.function.Function;

/** Looks whether a run is to stop after the document in hand. */
public final class StopSignal {
    private final Runs runs;
    private final Function<Session, Optional<String>> moved;
    private final Machine machine;
    private volatile boolean closing;

    /** @param moved names the instance of a session that has another address since */
    public StopSignal(Runs runs, Function<Session, Optional<String>> moved, Machine machine) {
        this.runs = runs;
        this.moved = moved;
        this.machine = machine;
    }

    /** The process ends: every run stops after the document in hand. */
    public void closing() {
        closing = true;
    }

    public boolean isClosing() {
        return closing;
    }

    /** Has the run of this session an end already? Its next one makes a session of its own. */
    public boolean over(Session session) {
        return runs.find(session.runId()).map(run -> run.finishedAt() != null).orElse(true);
    }

    public boolean asked(Session session) {
        if (session.stopped()) {
            return true;
        }
        machine.present().ifPresent(session::pause);
        if (session.stopped()) {
            return true;
        }
        if (closing) {
            session.stop(null, "The controller was stopped.");
            return true;
        }
        moved.apply(session)
                .ifPresent(title -> session.cancel(title + " has another address now; the next run proves it first."));
        runs.stop(session.runId()).ifPresent(why -> {
            switch (why) {
                case ENDED -> session.stop(null, why.text());
                case CANCELLED, PAUSED -> session.cancel(why.text());
            }
        });
        return session.stopped();
    }
}
