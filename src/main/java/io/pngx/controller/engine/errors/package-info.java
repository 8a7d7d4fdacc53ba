/**
 * Classifies failures, logs them, and does what the failed jobs decide. The error handlers of all routes use these
 * beans.
 */
package io.pngx.controller.engine.errors;
