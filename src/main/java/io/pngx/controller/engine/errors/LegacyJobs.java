package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Mapping;
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

    static Job of(Exchange exchange) {
        Session session = exchange.getProperty(ExchangeNames.SESSION, Session.class);
        if (session == null) {
            return exchange.getProperty(ExchangeNames.JOB, Job.class);
        }
        if (exchange.getProperty("copy") instanceof Mapping copy) {
            return new Item(
                    session,
                    copy.masterId(),
                    (job, failure) -> Outcome.ofItem(
                            job,
                            "Document " + copy.replicaDocId()
                                    + " of the replica, whose owner was deleted there, could not be assigned to the "
                                    + "token's user: " + failure.text(),
                            failure));
        }
        return exchange.getProperty(ExchangeNames.JOB, session, Job.class);
    }
}
