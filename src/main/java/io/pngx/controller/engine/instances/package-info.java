/**
 * Connects the master and the replicas, and reads what they hold.
 * The cycle and the pages use it.
 */
package io.pngx.controller.engine.instances;
