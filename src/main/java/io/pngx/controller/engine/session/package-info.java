/**
 * Holds the run of a replica that is going on, and what every stage of the run shares: journal, stop signal, chunks, documents in hand.
 * All stages of the engine use it.
 */
package io.pngx.controller.engine.session;
