/**
 * Backs up the database and deletes what is old.
 * The routes of housekeeping call it.
 */
package io.pngx.controller.engine.housekeeping;
