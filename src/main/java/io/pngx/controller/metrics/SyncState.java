package io.pngx.controller.metrics;

import io.pngx.controller.store.Replica;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;

/** State of a replica for users, derived from its row, its runs and its work items. */
public enum SyncState {
    NEW,
    UP_TO_DATE,
    SYNCING,
    BEHIND,
    PAUSED,
    BLOCKED,
    UNREACHABLE,
    AUTH_FAILED,
    ERROR;

    /**
     * Derives the state. In order of precedence: pauses, errors, an open run, waiting documents.
     *
     * @param allPaused whether the user paused all replicas
     * @param running whether an incremental or full run is open; dry runs and verifications do not count
     * @param waiting number of pending and failed documents
     * @param interval time between two cycles; a replica is behind if its last success is older than two intervals
     */
    public static SyncState of(
            Replica replica, boolean allPaused, boolean running, long waiting, Duration interval, Instant now) {
        if (allPaused || replica.paused() || !replica.enabled()) {
            return PAUSED;
        }
        switch (replica.state()) {
            case BLOCKED:
                return BLOCKED;
            case UNREACHABLE:
                return UNREACHABLE;
            case AUTH_FAILED:
                return AUTH_FAILED;
            case ERROR:
                return ERROR;
            default:
                break;
        }
        if (running) {
            return SYNCING;
        }
        if (replica.watermark() == null) {
            return NEW;
        }
        boolean late =
                replica.lastSyncTs() == null || replica.lastSyncTs().isBefore(now.minus(interval.multipliedBy(2)));
        return waiting > 0 || late ? BEHIND : UP_TO_DATE;
    }

    /** Returns the state as the API shows it, for example {@code up_to_date}. */
    public String word() {
        return LowerCase.of(this);
    }

    /** Returns the state as messages and pages show it, for example {@code up to date}. */
    public Text text() {
        return Text.of(word().replace('_', ' '));
    }
}
