/**
 * Detects state changes of the master and the replicas, and sends them to a webhook, ntfy and dead man's switches. The
 * routes of {@code routes/operations/alerts} call it; a failed alert never disturbs synchronisation.
 */
package io.pngx.controller.alerts;
