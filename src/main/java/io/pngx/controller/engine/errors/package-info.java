/**
 * Classifies failures, and records what failed.
 * The error handlers of all routes call it.
 */
package io.pngx.controller.engine.errors;
