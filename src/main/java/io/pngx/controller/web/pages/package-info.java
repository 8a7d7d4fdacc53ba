/**
 * Renders pages, sections and forms from the templates, and sends the answers and errors of all web routes. The routes
 * of {@code routes/web/ui} and {@code routes/web/errors} call the pages. {@code web.api} uses this package to render
 * the fragments that pages request instead of JSON.
 */
package io.pngx.controller.web.pages;
