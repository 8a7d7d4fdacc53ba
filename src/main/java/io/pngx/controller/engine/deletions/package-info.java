/**
 * Detects what left the master, and decides and carries out what becomes of its copies.
 * The last stage of a run calls it.
 */
package io.pngx.controller.engine.deletions;
