package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.text.Text;
import java.util.List;

/** Job that acknowledges finished tasks of a replica in one call. */
public record AcknowledgementJob(Session session, List<Long> tasks) implements Job {
    /** @return the JSON body of the call, with the primary keys of the tasks, not their task ids */
    public String getJson() {
        return "{\"tasks\":" + tasks + "}";
    }

    @Override
    public Outcome failed(Failure failure) {
        Text why = Text.of("The uploads are done, but the replica still lists their tasks: {0}", failure.text());
        return failure.effect() == Failure.Effect.STOP
                ? Outcome.stopRun(failure)
                : Outcome.of(Outcome.Kind.LOG, failure, Outcome.Log.warn(this, "upload", why));
    }
}
