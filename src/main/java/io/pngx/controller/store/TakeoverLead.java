package io.pngx.controller.store;

/**
 * What one replica knows about the documents of the master, and another replica does not.
 *
 * @param unknown number of documents that the other replica does not know
 * @param newer number of documents of which the other replica has an older state, except documents with a work item
 */
public record TakeoverLead(long unknown, long newer) {}
