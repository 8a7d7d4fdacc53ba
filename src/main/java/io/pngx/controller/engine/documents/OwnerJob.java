package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.text.Text;

/** Job that makes the API user the owner of one ownerless copy. */
public record OwnerJob(Session session, Mapping copy) implements Job {
    public long getCopyId() {
        return copy.replicaDocId();
    }

    @Override
    public Long masterId() {
        return copy.masterId();
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
        return Outcome.ofItem(
                this,
                Text.of(
                        "Document {0} of the replica lost its owner, and could not be assigned to the API user: {1}",
                        String.valueOf(copy.replicaDocId()), failure.text()),
                failure);
    }
}
