/**
 * The pages and the REST API. Routes {@code api-*} and {@code ui-*} call one bean each and send its {@link
 * io.pngx.controller.web.Answer}; what a client sent is read from the request itself, never from message headers,
 * because any query parameter could have become one.
 */
package io.pngx.controller.web;
