/**
 * Holds the state of an open run, and what its stages share: journal, stop signal, chunks. All packages of the engine
 * use it.
 */
package io.pngx.controller.engine.session;
