/**
 * Proves that the master is still the same library, and that the replica is still the same instance. Each run uses
 * these beans before the first write.
 */
package io.pngx.controller.engine.identity;
