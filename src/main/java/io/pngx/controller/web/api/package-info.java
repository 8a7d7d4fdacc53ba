/**
 * The REST API: one bean for each resource, and the stream of the log. The routes of {@code routes/web/api*} and
 * {@code routes/web/hooks} call one method each and send its {@link io.pngx.controller.web.http.Answer}.
 */
package io.pngx.controller.web.api;
