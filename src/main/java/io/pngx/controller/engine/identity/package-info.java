/**
 * Proves that the master is still the same library and that the replica is still the one that was filled.
 * Each run calls it before the first write.
 */
package io.pngx.controller.engine.identity;
