/**
 * Brings the lookups of a replica in line: tags, correspondents, document types, storage paths, custom fields.
 * The route {@code schemaParity} calls it.
 */
package io.pngx.controller.engine.lookups;
