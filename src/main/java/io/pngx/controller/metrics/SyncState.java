package io.pngx.controller.metrics;

import io.pngx.controller.store.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How a replica is, in one word. */
public enum SyncState {
    NEW, UP_TO_DATE, SYNCING, BEHIND, PAUSED, BLOCKED, UNREACHABLE, AUTH_FAILED, ERROR;

    /**
     * What a person decided comes first, then what stands in the way, then what is going on, then what is left to do.
     *
     * @param allPaused is synchronisation as a whole paused?
     * @param running   is a run of it open that writes? A dry run or a verification leaves the state as it is
     * @param waiting   documents that are pending or failed
     * @param interval  between its cycles; a success older than two of them is too old
     */
    public static SyncState of(Replica replica, boolean allPaused, boolean running, long waiting, Duration interval, Instant now) {
        if (allPaused || replica.paused() || !replica.enabled()) {
            return PAUSED;
        }
        switch (replica.state()) {
            case BLOCKED: return BLOCKED;
            case UNREACHABLE: return UNREACHABLE;
            case AUTH_FAILED: return AUTH_FAILED;
            case ERROR: return ERROR;
            default: break;
        }
        if (running) {
            return SYNCING;
        }
        if (replica.watermark() == null) {
            return NEW;
        }
        boolean late = replica.lastSyncTs() == null || replica.lastSyncTs().isBefore(now.minus(interval.multipliedBy(2)));
        return waiting > 0 || late ? BEHIND : UP_TO_DATE;
    }

    /** As the API writes it: {@code up_to_date}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a person reads it: {@code up to date}. */
    public String text() {
        return word().replace('_', ' ');
    }
}
