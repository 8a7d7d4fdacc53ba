/**
 * Reads the state of all replicas from the database and exposes it, with the timings of API calls, as Prometheus
 * meters. Scrapes, the management port and {@code alerts} use these classes. The engine only reports its calls and
 * uploads to {@link io.pngx.controller.metrics.CallMeters}.
 */
package io.pngx.controller.metrics;
