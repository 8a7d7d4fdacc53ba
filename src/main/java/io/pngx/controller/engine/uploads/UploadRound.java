package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Session;
import java.time.Duration;

/** Holds the state of the rounds over the uploads of one replica. Rounds continue until no upload is due soon. */
public final class UploadRound {
    private final Session session;
    private boolean open = true;
    private long pause;
    private int moves;

    UploadRound(Session session) {
        this.session = session;
        this.moves = session.uploads().moves();
    }

    Session session() {
        return session;
    }

    /** @return whether another round follows */
    public boolean isOpen() {
        return open;
    }

    /** @return milliseconds to wait before the round */
    public long getPause() {
        return pause;
    }

    /** @return whether an upload made a step in the last round */
    boolean hasMoved() {
        boolean moved = session.uploads().moves() != moves;
        moves = session.uploads().moves();
        return moved;
    }

    /** Begins another round after a wait, unless the run stops. */
    void again(Duration wait) {
        pause = wait.toMillis();
        open = !session.stopped();
    }

    void close() {
        open = false;
    }
}
