/**
 * Detects when the state of master or replicas changes, and sends alerts to a webhook, ntfy, Apprise, mail, Telegram
 * and dead man's switches.
 * The routes of {@code routes/operations/alerts} use these beans. A failed alert never disturbs synchronisation.
 */
package io.pngx.controller.alerts;
