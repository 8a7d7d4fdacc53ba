package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.uploads.UploadFailure;
import io.pngx.controller.store.Replacement;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Work;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;

/** Makes a job from the properties of routes that do not set one yet. */
final class LegacyJobs {
    private LegacyJobs() {}

    private record Item(Session session, Long masterId, BiFunction<Job, Failure, Outcome> becomes) implements Job {
        @Override
        public Outcome failed(Failure failure) {
            return becomes.apply(this, failure);
        }
    }

    static Job of(Exchange exchange, Uploads uploads) {
        Session session = exchange.getProperty(ExchangeNames.SESSION, Session.class);
        if (session == null) {
            return exchange.getProperty(ExchangeNames.JOB, Job.class);
        }
        if (exchange.getProperty("upload") instanceof Upload upload) {
            return new UploadFailure(
                    session,
                    uploads.find(upload.id()).orElseThrow(),
                    exchange.getProperty("posting", false, Boolean.class),
                    exchange.getProperty("file") != null);
        }
        if (exchange.getProperty("work") instanceof Work row) {
            return new Item(session, row.masterId(), Outcome::ofDocument);
        }
        if (exchange.getProperty("replaced") instanceof Replacement old) {
            return new Item(
                    session,
                    old.masterId(),
                    (job, failure) -> Outcome.ofItem(
                            job,
                            "The replaced document " + old.replicaDocId()
                                    + " could not be moved to the replica's trash: " + failure.text(),
                            failure));
        }
        return exchange.getProperty(ExchangeNames.JOB, session, Job.class);
    }
}
