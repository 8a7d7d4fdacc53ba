/** Says what changed to those who do not look: webhook, ntfy, and dead-man pings. Nothing in here can disturb a synchronisation. */
package io.pngx.controller.alerts;
