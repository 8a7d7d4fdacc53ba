/**
 * Compares and writes copies: fields, notes, links, archive serial numbers, owners. The routes of documents, and of the
 * settlement of uploads, use these beans.
 */
package io.pngx.controller.engine.documents;
