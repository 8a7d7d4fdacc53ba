/**
 * Makes a replica the master, and undoes it.
 * The route {@code advanceSwitchover} calls it; pages, API and the command line request it.
 */
package io.pngx.controller.engine.switchover;
