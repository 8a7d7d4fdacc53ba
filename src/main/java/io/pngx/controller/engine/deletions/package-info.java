/**
 * Detects what is missing on the master, decides on the deletion of copies, and carries deletions out. The last stage
 * of a run calls it.
 */
package io.pngx.controller.engine.deletions;
