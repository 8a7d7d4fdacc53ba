/**
 * Starts and ends runs: schedule, plan, end, watchdog, nightly tasks.
 * The timers of the routes and the API call it.
 */
package io.pngx.controller.engine.cycle;
