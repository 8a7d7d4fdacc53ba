/**
 * Makes a replica the master, and undoes a switchover.
 * The route {@code advanceSwitchover} calls these beans; pages, API and the command line request switchovers.
 */
package io.pngx.controller.engine.switchover;
