package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import java.util.List;

/** Acknowledges finished tasks of a replica in one call. */
public record AcknowledgementJob(Session session, List<Long> tasks) implements Job {
    /** @return the body of the call, which has the keys of the tasks, not their ids */
    public String getJson() {
        return "{\"tasks\":" + tasks + "}";
    }

    @Override
    public Outcome failed(Failure failure) {
        String why = "The uploads are done, but their tasks are still in the replica's list: " + failure.text();
        return failure.effect() == Failure.Effect.STOP
                ? Outcome.stopRun(failure)
                : Outcome.of(Outcome.Kind.LOG, failure, Outcome.Log.warn(this, "upload", why));
    }
}
