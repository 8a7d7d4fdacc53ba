/**
 * Runs that only read: dry run, verification, trial of a rule. The routes of {@code 90-review} and
 * {@code 92-review-verification} use these beans. None of the beans writes to a replica.
 */
package io.pngx.controller.engine.review;
