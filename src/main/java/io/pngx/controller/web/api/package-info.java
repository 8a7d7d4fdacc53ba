/**
 * The REST API: one bean for each resource, and the stream of the log. Each route of {@code routes/api*.yaml} and
 * {@code routes/hooks.yaml} calls one method and sends the method's {@link io.pngx.controller.web.http.Answer}.
 */
package io.pngx.controller.web.api;
