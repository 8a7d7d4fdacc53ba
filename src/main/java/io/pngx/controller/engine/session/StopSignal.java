package io.pngx.controller.engine.session;

import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Runs;
import io.pngx.controller.text.Text;
import java.util.Optional;
import java.util.function.Function;

/** Decides whether a run stops after the current document. */
public final class StopSignal {
    private final Runs runs;
    private final Function<Session, Optional<Text>> moved;
    private final Machine machine;
    private volatile boolean closing;

    /**
     * @param moved function that returns the title of an instance whose address changed during the session; empty if no
     *     address changed
     */
    public StopSignal(Runs runs, Function<Session, Optional<Text>> moved, Machine machine) {
        this.runs = runs;
        this.moved = moved;
        this.machine = machine;
    }

    /** Stops every run after its current document, because the process ends. */
    public void processStops() {
        closing = true;
    }

    public boolean isClosing() {
        return closing;
    }

    /** @return whether the run of the session has ended; the next run opens another session */
    public boolean hasEnded(Session session) {
        return runs.find(session.runId()).map(run -> run.finishedAt() != null).orElse(true);
    }

    public boolean shouldStop(Session session) {
        if (session.stopped()) {
            return true;
        }
        machine.present().ifPresent(session::pause);
        if (session.stopped()) {
            return true;
        }
        if (closing) {
            session.stop(null, Text.of("The controller was stopped."));
            return true;
        }
        moved.apply(session)
                .ifPresent(title -> session.cancel(
                        Text.of("{0} has another address now; the next run first checks this address.", title)));
        runs.stop(session.runId()).ifPresent(why -> {
            switch (why) {
                case ENDED -> session.stop(null, why.text());
                case CANCELLED, SWITCHOVER, PAUSED -> session.cancel(why.text());
            }
        });
        return session.stopped();
    }
}
