/**
 * Makes the lookups of a replica equal to the master's: tags, correspondents, document types, storage paths, fields.
 * The route {@code schemaParity} uses these beans.
 */
package io.pngx.controller.engine.lookups;
