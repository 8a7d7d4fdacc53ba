/**
 * One HTTP request and its answer: reads paths, queries, forms and JSON bodies, and describes what is sent back. Beans
 * of {@code web.api} and {@code web.pages} call it; no value of a request becomes a message header, since any query
 * parameter could otherwise overwrite a header of Camel.
 */
package io.pngx.controller.web.http;
