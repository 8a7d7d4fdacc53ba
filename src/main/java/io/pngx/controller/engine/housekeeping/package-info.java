/**
 * Backs up the database, and deletes rows that are older than the retention.
 * The routes of housekeeping call it.
 */
package io.pngx.controller.engine.housekeeping;
