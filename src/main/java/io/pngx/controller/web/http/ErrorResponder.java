package io.pngx.controller.web.http;

import io.vertx.ext.web.RoutingContext;

/** Answers requests that fail outside the Camel routes: as problem+json, as a note, or as a page. */
public interface ErrorResponder {
    /** Sends a problem that the client can solve. */
    void send(RoutingContext context, ApiProblem problem);

    /** Sends 503 while the routes are still starting. */
    void starting(RoutingContext context);

    /**
     * Answers a failure that Vert.x reports: a body that is too long, a malformed request, or an error during a
     * response.
     */
    void failed(RoutingContext context);

    /** Answers a failure of a handler, and logs the failure under a reference. */
    void failed(RoutingContext context, Throwable cause);
}
