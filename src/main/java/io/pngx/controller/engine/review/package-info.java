/**
 * Runs that only read: dry run, verification, trial of a rule.
 * They use the decisions of the other stages and write nothing to a replica.
 */
package io.pngx.controller.engine.review;
