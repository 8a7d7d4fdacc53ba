package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Ruled;

/** Job that asks the rules of a replica whether they select one document that has no copy yet. */
public final class NewDocument implements RuledJob {
    private final Session session;
    private final Work work;
    private final Document master;
    private Ruled ruled;

    NewDocument(Session session, Work work, Document master) {
        this.session = session;
        this.work = work;
        this.master = master;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Long masterId() {
        return work.masterId();
    }

    public Work work() {
        return work;
    }

    @Override
    public Document master() {
        return master;
    }

    @Override
    public Ruled ruled() {
        return ruled;
    }

    @Override
    public void setRuled(Ruled applied) {
        ruled = applied;
    }
}
