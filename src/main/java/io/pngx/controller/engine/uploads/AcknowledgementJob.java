package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import java.util.List;

/** Acknowledges finished tasks of a replica in one call. */
public record AcknowledgementJob(Session session, List<Long> tasks) implements Job {
    public String getHost() {
        return session.host();
    }

    /** @return the body of the call, which has the keys of the tasks, not their ids */
    public String getJson() {
        return "{\"tasks\":" + tasks + "}";
    }
}
