package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.text.Text;

/** Job that moves one replaced copy to the trash of a v2 replica. */
public record ReplacedCopyJob(Session session, ReplacedCopy old) implements Job {
    @Override
    public Long masterId() {
        return old.masterId();
    }

    /** @return the id of the replaced copy */
    public long getCopyId() {
        return old.replicaDocId();
    }

    @Override
    public boolean canFailAlone() {
        return true;
    }

    @Override
    public boolean countsAttempts() {
        return false;
    }

    @Override
    public Outcome failed(Failure failure) {
        Text why = Text.of(
                "The replaced document {0} could not be moved to the replica's trash: {1}",
                String.valueOf(getCopyId()), failure.text());
        return Outcome.ofItem(this, why, failure);
    }
}
