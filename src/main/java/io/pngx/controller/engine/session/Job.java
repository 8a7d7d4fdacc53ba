package io.pngx.controller.engine.session;

/**
 * Object that one flow works on, with everything that the steps of the flow know about it. A job travels as the body
 * from route to route. Routes read getters, such as {@code ${body.host}}; no other method may bear the name of a getter
 * without {@code get}, because Camel would call this method instead. {@link ExchangeNames#JOB} holds it too, because a failed call may leave another body.
 */
public interface Job {
    /** @return the session of the run; null before the session begins */
    Session session();

    /** @return the id of the document on the master; null if the job is not about one document */
    default Long masterId() {
        return null;
    }
}
