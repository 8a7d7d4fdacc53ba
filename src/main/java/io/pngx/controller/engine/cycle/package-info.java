/**
 * Starts, plans and ends runs. Holds the schedule, the watchdog and the nightly tasks. Timer routes and the API use
 * these beans.
 */
package io.pngx.controller.engine.cycle;
