/**
 * The drill: proves that a replica could be used as users would use it, and changes nothing.
 * The routes of {@code 95-drill} call it.
 */
package io.pngx.controller.engine.drill;
