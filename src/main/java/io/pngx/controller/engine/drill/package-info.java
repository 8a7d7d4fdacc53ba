/**
 * Checks whether users could work on a replica, and changes nothing.
 * The routes of {@code 95-drill} call these beans.
 */
package io.pngx.controller.engine.drill;
