/** Classifies failures, and records their outcomes. The error handlers of all routes use these beans. */
package io.pngx.controller.engine.errors;
