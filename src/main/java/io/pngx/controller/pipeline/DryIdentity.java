package io.pngx.controller.pipeline;

import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** What would keep a run from writing, as rows of a dry run: there it is no reason to stop. */
public final class DryIdentity {
    private final DryRun dryRun;
    private final IdentityCheck identity;
    private final ReplicaCycle cycle;

    public DryIdentity(DryRun dryRun, IdentityCheck identity, ReplicaCycle cycle) {
        this.dryRun = dryRun;
        this.identity = identity;
        this.cycle = cycle;
    }

    /** Is it known to be another instance than the master? A dry run can't prove it: that needs a tag. */
    public void proof(@ExchangeProperty("session") Session session) {
        try {
            if (cycle.unproven(session.replicaId())) {
                dryRun.waits(session, "Its address was not proven to be another instance than the master's yet; the first run does that.");
            }
        } catch (PaperlessException e) {
            dryRun.blocked(session, e.about("Replica \"" + session.replica().name() + "\""));
        }
    }

    public void master(@Body DocumentPage page, @ExchangeProperty("session") Session session, @ExchangeProperty("master") Reading master) {
        asRow(session, () -> identity.check(page, session, master));
    }

    public void vanished(@ExchangeProperty("session") Session session, @ExchangeProperty("master") Reading master,
            @ExchangeProperty("reading") Reading reading) {
        asRow(session, () -> identity.replicaIsTheSame(session, master, reading));
    }

    public void copies(@Body DocumentPage page, @ExchangeProperty("session") Session session) {
        asRow(session, () -> identity.checkCopies(page, session));
    }

    private void asRow(Session session, Runnable check) {
        try {
            check.run();
        } catch (Frozen e) {
            dryRun.blocked(session, e.getMessage());
        }
    }
}
