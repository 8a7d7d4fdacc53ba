/**
 * Finds documents that a replica held before the controller came, by their bytes.
 * Uploads and the dry run call it.
 */
package io.pngx.controller.engine.adoption;
