/**
 * Renders pages, sections and forms from the templates, and sends the answers and errors of all web routes. The routes
 * of {@code routes/web/ui} and {@code routes/web/errors} call the pages; {@code web.api} calls them for the
 * fragments that a page requests instead of JSON.
 */
package io.pngx.controller.web.pages;
