/**
 * Holds the records and texts that the API and the pages show, made from rows of the database. Beans of {@code web.api}
 * and {@code web.pages} use this package. This package writes nothing.
 */
package io.pngx.controller.web.views;
