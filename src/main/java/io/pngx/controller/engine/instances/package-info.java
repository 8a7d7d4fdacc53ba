/**
 * Connects the master and the replicas, and reads lookups and documents from them. Cycles and pages use these beans.
 */
package io.pngx.controller.engine.instances;
