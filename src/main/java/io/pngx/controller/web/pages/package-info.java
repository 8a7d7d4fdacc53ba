/**
 * Renders pages, sections and forms from the templates, and sends the answers and errors of all web routes. The routes
 * of {@code routes/ui.yaml} and {@code routes/web-errors.yaml} call the pages. {@code web.api} uses this package for
 * the fragments that pages request instead of JSON.
 */
package io.pngx.controller.web.pages;
