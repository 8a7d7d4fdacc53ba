/**
 * Detects what is missing on the master, decides on the deletion of copies, and carries out the deletions. The last
 * stage of a run uses these beans.
 */
package io.pngx.controller.engine.deletions;
