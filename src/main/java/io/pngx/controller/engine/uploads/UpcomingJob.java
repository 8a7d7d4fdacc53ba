package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.stream.Collectors;

/** Job that reads the documents of the next uploads in one call. */
public record UpcomingJob(Session session, List<Long> documents) implements Job {
    /** @return the ids of the documents, for a query */
    public String getMasterIds() {
        return documents.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public Outcome failed(Failure failure) {
        Text why = Text.of(
                "The next documents could not be read in one call, so each document is read by itself: {0}",
                failure.text());
        return failure.effect() == Failure.Effect.STOP
                ? Outcome.stopRun(failure)
                : Outcome.of(Outcome.Kind.LOG, failure, Outcome.Log.of(LogRow.Level.INFO, this, "upload", why));
    }
}
