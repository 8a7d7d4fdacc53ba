package io.pngx.controller.engine.switchover;

/**
 * The state of a promoted instance, as digests: if a digest differs, something was changed.
 *
 * @param documents digest of the documents
 * @param lookups digest of lookups, users and groups
 */
record PromotedState(String documents, String lookups) {}
