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
    /** Variable: the answer of the last call, first as a stream, then as a record. */
    public static final String ANSWER = "answer";
    /** Variable: the body of the next request. */
    public static final String REQUEST = "request";
    /** Variable: the answer to a call for one object, by id. Beans read only the status of the answer. */
    public static final String DETAIL = "detail";
    /** Variable: the answer to a call for the file of a document. Beans read only the status of the answer. */
    public static final String PREVIEW = "preview";
    /** Variable: the job of a search for documents that a replica already has. */
    public static final String SEARCH = "search";
    /** Variable: the job of a search for copies that users of the replica removed. */
    public static final String REMOVED = "removed";
    /** Variable: the job of a search for vanished copies of excluded documents. */
    public static final String VANISHED = "vanished";
    /** Variable: the job of a dry run. */
    public static final String PLAN = "plan";
    /** Variable: the {@link Outcome} of a failure. */
    public static final String OUTCOME = "outcome";
    /** Variable: the {@link Failure} that a route handles. */
    public static final String FAILURE = "failure";
    /** Variable: the HTTP status of the last answer. */
    public static final String STATUS = "header:" + ANSWER + ".CamelHttpResponseCode";

    private ExchangeNames() {}
}
