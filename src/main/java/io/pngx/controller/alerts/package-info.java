/**
 * Sends alerts to a webhook and to ntfy, and pings to dead-man switches. {@code routes/alerts.yaml} calls the beans; no
 * run waits for an alert.
 */
package io.pngx.controller.alerts;
