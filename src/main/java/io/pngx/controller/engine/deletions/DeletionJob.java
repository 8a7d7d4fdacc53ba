package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.Text;

/**
 * Job of one document or lookup that is missing on the master. Routes use the job to count the affected documents, to
 * ask the master, and to delete.
 *
 * @param decided whether the job carries out a deletion; false: the job checks or counts
 */
public record DeletionJob(Session session, Tombstone tombstone, boolean decided) implements Job {
    public boolean isDocument() {
        return tombstone.ofDocument();
    }

    /** @return {@code documents}, or the kind of lookup, as in the paths of the API */
    public String getKind() {
        return tombstone.kind();
    }

    /** @return the id of the document or lookup on the master */
    public long getObjectId() {
        return tombstone.masterId();
    }

    /** @return whether the id may be another lookup's on the master now */
    public boolean isDetached() {
        return tombstone.isDetached();
    }

    /** @return the id of the copy or lookup on the replica */
    public long getReplicaObjectId() {
        return tombstone.replicaObjectId();
    }

    /** @return the filter for the documents of the replica that use the lookup */
    public String getUsers() {
        return Kind.ofPath(tombstone.kind()).documentFilter(tombstone.replicaObjectId());
    }

    @Override
    public Long masterId() {
        return isDocument() ? tombstone.masterId() : null;
    }

    @Override
    public boolean canFailAlone() {
        return decided && isDocument();
    }

    @Override
    public boolean countsAttempts() {
        return false;
    }

    /**
     * The failure of a deletion does not end the run. A failed check of the master ends the run, because without the
     * check no deletion can be decided.
     */
    @Override
    public Outcome failed(Failure failure) {
        return decided
                ? Outcome.ofItem(
                        this, Text.of("The deletion of {0} failed: {1}", tombstone.name(), failure.text()), failure)
                : Outcome.stopRun(failure);
    }
}
