/**
 * Holds the state of an open run, and the journal, the stop signal and the chunks that all stages share. All packages
 * of the engine use this package.
 */
package io.pngx.controller.engine.session;
