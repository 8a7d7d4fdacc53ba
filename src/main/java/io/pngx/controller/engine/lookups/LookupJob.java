package io.pngx.controller.engine.lookups;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.sync.LookupChanges;

/** Job that creates or changes one lookup on a replica. */
public record LookupJob(Session session, LookupChanges.Change change) implements Job {
    /** @return the kind of lookup, as in the paths of the API */
    public String getPath() {
        return change.kind().path();
    }

    public boolean isCreates() {
        return change.creates();
    }

    public boolean isRetyping() {
        return change.isRetyping();
    }

    public Long getReplicaId() {
        return change.replicaId();
    }

    /** @return the body of the request */
    public String getJson() {
        return change.body().toString();
    }

    @Override
    public Outcome failed(Failure failure) {
        return failure.effect() == Failure.Effect.STOP
                ? Outcome.stopRun(failure)
                : Outcome.of(Outcome.Kind.LOOKUP_REFUSED, failure, null);
    }
}
