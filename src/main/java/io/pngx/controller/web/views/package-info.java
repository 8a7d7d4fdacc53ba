/**
 * What the API and the pages show: records made of rows of the database, and their texts for a person. Beans of
 * {@code web.api} and {@code web.pages} read them; nothing is written here.
 */
package io.pngx.controller.web.views;
