package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Replacement;

/** Moves one replaced copy to the trash of a v2 replica. */
public final class ReplacedJob implements Job {
    private final Session session;
    private final Replacement old;

    public ReplacedJob(Session session, Replacement old) {
        this.session = session;
        this.old = old;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Long masterId() {
        return old.masterId();
    }

    public String getHost() {
        return session.host();
    }

    public Replacement old() {
        return old;
    }

    /** @return the id of the replaced copy */
    public long getCopyId() {
        return old.replicaDocId();
    }
}
