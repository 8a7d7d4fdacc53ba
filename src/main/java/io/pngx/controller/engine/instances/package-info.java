/**
 * Connects the master and the replicas, and reads lookups and documents from them.
 * The cycle and the pages use it.
 */
package io.pngx.controller.engine.instances;
