/**
 * Starts, plans and ends runs; the schedule, the watchdog and the nightly tasks belong here.
 * Timer routes and the API call it.
 */
package io.pngx.controller.engine.cycle;
