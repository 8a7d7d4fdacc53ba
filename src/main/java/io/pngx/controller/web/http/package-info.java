/**
 * One HTTP request and its answer: reads paths, queries, forms and JSON bodies, and describes the response. Beans of
 * {@code web.api} and {@code web.pages} use this package. No value of a request becomes a message header, because any
 * query parameter could otherwise overwrite a header of Camel.
 */
package io.pngx.controller.web.http;
