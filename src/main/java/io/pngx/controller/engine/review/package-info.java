/**
 * Runs that only read: dry run, verification, trial of a rule.
 * The routes of dry run and verification call it; it writes nothing to a replica.
 */
package io.pngx.controller.engine.review;
