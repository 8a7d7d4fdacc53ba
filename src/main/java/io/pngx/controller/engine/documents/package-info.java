/**
 * Compares and writes copies: fields, notes, links, archive serial numbers, owners. The routes that compare documents
 * and the routes that settle uploads use these beans.
 */
package io.pngx.controller.engine.documents;
