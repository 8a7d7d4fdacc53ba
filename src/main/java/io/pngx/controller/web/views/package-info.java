/**
 * Records and texts that the API and the pages show, made of rows of the database. Beans of
 * {@code web.api} and {@code web.pages} read them; nothing is written here.
 */
package io.pngx.controller.web.views;
