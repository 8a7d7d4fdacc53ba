/**
 * Backs up the database, and deletes rows that are older than the retention. The routes of housekeeping use these
 * beans.
 */
package io.pngx.controller.engine.housekeeping;
