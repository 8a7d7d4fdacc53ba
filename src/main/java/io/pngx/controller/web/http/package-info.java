/**
 * Reads paths, queries, forms and JSON bodies of HTTP requests, and describes the answers. Beans of {@code web.api} and
 * {@code web.pages} use this package. No value of a request becomes a message header, because any query parameter could
 * otherwise overwrite a header of Camel.
 */
package io.pngx.controller.web.http;
