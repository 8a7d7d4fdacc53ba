/** Finds documents that a replica had before the controller, by their bytes. Uploads and dry runs use these beans. */
package io.pngx.controller.engine.adoption;
