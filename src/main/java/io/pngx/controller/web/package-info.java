/**
 * Assembles the pages and the REST API: {@link io.pngx.controller.web.WebConfiguration} creates the beans of the
 * packages below and the handlers of the HTTP port. The controller calls this class once, before Camel starts.
 */
package io.pngx.controller.web;
