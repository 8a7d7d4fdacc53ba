/**
 * The REST API: one bean for each resource, and the stream of the log. Each route of {@code routes/web/api*} and
 * {@code routes/web/hooks} calls one method and sends the method's {@link io.pngx.controller.web.http.Answer}.
 */
package io.pngx.controller.web.api;
