package io.pngx.controller.engine.session;

/**
 * Names of the exchange properties and variables that routes and beans share. Everything else that the steps of a flow
 * share is in its {@link Job}.
 */
public final class ExchangeNames {
    /** Property: the {@link Job} of the flow. */
    public static final String JOB = "job";
    /** Property: the {@link Session} of the run. */
    public static final String SESSION = "session";
    /** Property: the host name in routes of the instance that is called: {@code master} or {@code replica-2}. */
    public static final String HOST = "host";
    /** Variable: the answer of the last call, first as a stream, then as a record. */
    public static final String ANSWER = "answer";
    /** Prefix of a variable: a header of the last answer. */
    public static final String ANSWER_HEADER = "header:" + ANSWER + ".";
    /** Variable: the status of the last answer. */
    public static final String STATUS = ANSWER_HEADER + "CamelHttpResponseCode";

    private ExchangeNames() {}
}
