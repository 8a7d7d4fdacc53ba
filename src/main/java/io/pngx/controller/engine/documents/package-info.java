/**
 * Compares and writes copies: fields, notes, links, archive serial numbers, owners.
 * The routes of documents call it, and so do the routes of uploads when an upload settles.
 */
package io.pngx.controller.engine.documents;
