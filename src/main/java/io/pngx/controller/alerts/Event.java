package io.pngx.controller.alerts;

import java.time.Instant;

/**
 * A state that changed.
 *
 * @param event   {@code failing}, {@code recovered}, {@code blocked}, {@code held}, {@code verification_failed}, {@code lag}, {@code test}
 * @param replica its name; null: it is about the master, or about none
 * @param message one sentence for a person
 */
public record Event(String event, Long replicaId, String replica, String message, Instant at) {
}
