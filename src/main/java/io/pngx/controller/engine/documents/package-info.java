/**
 * Compares and writes copies: fields, notes, links, archive serial numbers, owners. The routes of documents use these
 * beans; the routes of uploads use them to settle an upload.
 */
package io.pngx.controller.engine.documents;
