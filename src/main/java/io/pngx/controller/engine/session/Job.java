package io.pngx.controller.engine.session;

import io.pngx.controller.store.Run;

/**
 * The object that one flow works on, with all data that the steps of the flow share. A job travels as the body from
 * route to route. The property {@link ExchangeNames#JOB} holds the job too, because a failed call can replace the body.
 *
 * <p>{@code ${body.host}} in a route calls {@code getHost()}. A job must not also have a method {@code host()}: Camel
 * might call this method instead.
 */
public interface Job {
    /** @return the session of the run; null before the session begins */
    Session session();

    /** @return the run; null if the job belongs to no run */
    default Run run() {
        return session() == null ? null : session().run();
    }

    /** @return the id of the document on the master; null if the job is not about one document */
    default Long masterId() {
        return null;
    }

    /** @return the host name of the instance that the job calls: {@code master}, or for example {@code replica-2} */
    default String getHost() {
        return session().getHost();
    }

    /** @return whether the document of the job can fail, and the run continue with other documents */
    default boolean canFailAlone() {
        return false;
    }

    /**
     * @return whether a failed document counts as an attempt, and waits. Otherwise each run tries the document of the
     *     job again, and such documents never end the run
     */
    default boolean countsAttempts() {
        return true;
    }

    /** @return what to do after a failure of this job; by default, the run ends */
    default Outcome failed(Failure failure) {
        return Outcome.stopRun(failure);
    }
}
