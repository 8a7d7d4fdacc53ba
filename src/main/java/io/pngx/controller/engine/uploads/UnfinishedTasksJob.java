package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Dialect;
import java.util.Locale;

/**
 * Job that reads the tasks of a replica that are in one state.
 *
 * @param name the state in upper case, for example {@code PENDING}
 */
public record UnfinishedTasksJob(Session session, String name) implements Job {
    /** @return the state as the replica's filter expects it (paperless-api.md §6) */
    public String getState() {
        return session.dialect() == Dialect.V3 ? name.toLowerCase(Locale.ROOT) : name;
    }
}
