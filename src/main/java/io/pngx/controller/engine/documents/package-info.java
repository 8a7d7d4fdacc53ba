/**
 * Compares and writes documents that the replica holds: fields, notes, links, serial numbers, owners.
 * The routes of documents call it, and uploads when they settle.
 */
package io.pngx.controller.engine.documents;
