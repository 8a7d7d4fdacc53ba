/**
 * Makes the lookups of a replica equal to the master's: tags, correspondents, document types, storage paths, fields.
 * The route {@code schemaParity} calls it.
 */
package io.pngx.controller.engine.lookups;
