package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.pipeline.MasterStatus;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Reaches;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upkeep;
import io.pngx.controller.store.Verifications;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A replica as the API and the page show it; its token and the values of its headers never.
 *
 * @param lagSeconds since the end of its last run without a failure; null before the first
 * @param run        the run that is open; null: none
 * @param acceptable {@code master} or {@code replica}: what the last dry run found to be another one; null: nothing
 * @param accepted   which of them a person accepted for the next run; null: none
 * @param unselected {@code keep} or {@code trash}: what becomes of copies that the rules no longer select
 */
public record ReplicaView(long id, String name, String url, boolean enabled, boolean paused, boolean tokenSet,
        boolean headersSet, boolean caCertificateSet, String state,
        String lastError, Documents documents, Long lagSeconds, String lastSyncTs, String lastCycleAt, String version,
        Integer intervalSeconds, int uploadsInFlight, Progress run, Adoption adoption, Verified verification, String unselected, String acceptable, String accepted) {

    /**
     * @param held      documents that wait for a person
     * @param contested documents that did not stay as they were written
     */
    public record Documents(long inSync, long pending, long failed, long held, long foreign, long contested) {
    }

    /**
     * Documents that the replica held before us.
     *
     * @param offered   they wait for a person's word
     * @param canAccept it was looked at, so there is something to be said
     */
    public record Adoption(long offered, String acceptedAt, boolean canAccept) {
    }

    /**
     * What was read back.
     *
     * @param oldest the verification that is longest ago; null before the first
     * @param lastNightlyRun when the last verification by night began; one by hand is not meant
     */
    public record Verified(long documents, long verified, long sharePercent, long mismatches, String oldest, String lastVerified,
            String lastNightlyRun) {
    }

    static ReplicaView of(Replica replica, Replicas.Counts counts, Progress run, boolean allPaused, int globalInterval, Instant now,
            Upkeep.State upkeep, Verifications.Sum sum, Reaches.Row reach, MasterStatus.Status master) {
        Duration interval = Duration.ofSeconds(replica.intervalSeconds() == null ? globalInterval : replica.intervalSeconds());
        SyncState state = SyncState.of(
                replica, allPaused, run != null && run.writes(), counts.pending() + counts.failed(), interval, now);
        Instant success = replica.lastSyncTs();
        return new ReplicaView(
                replica.id(),
                replica.name(),
                replica.url(),
                replica.enabled(),
                replica.paused(),
                !replica.token().isEmpty(),
                reach.headers() != null,
                reach.ca() != null,
                state.word(),
                why(replica, state, master),
                new Documents(
                        counts.inSync(),
                        counts.pending(),
                        counts.failed(),
                        counts.held(),
                        counts.foreign(),
                        counts.contested()),
                success == null
                        ? null
                        : Math.max(0, Duration.between(success, now).toSeconds()),
                Times.text(success),
                Times.text(replica.lastCycleAt()),
                replica.version(),
                replica.intervalSeconds(),
                replica.uploadsInFlight(),
                run,
                new Adoption(counts.offered(), Times.text(upkeep.acceptedAt()), upkeep.highestDocId() != null),
                new Verified(
                        sum.documents(),
                        sum.verified(),
                        sum.documents() == 0 ? 0 : sum.verified() * 100 / sum.documents(),
                        sum.mismatches(),
                        Times.text(sum.oldest()),
                        Times.text(sum.lastVerified()),
                        Times.text(upkeep.lastVerifyAt())),
                replica.unselected(),
                word(replica.acceptable()),
                word(replica.accepted()));
    }

    /** A replica falls behind where the master can't be read; that is the reason then, and not one of its own. */
    private static String why(Replica replica, SyncState state, MasterStatus.Status master) {
        boolean masterIsTheReason = replica.lastError() == null
                && (state == SyncState.BEHIND || state == SyncState.NEW)
                && master.lastError() != null;
        return masterIsTheReason
                ? "The master could not be read since " + Times.minute(master.failingSince()) + ": "
                        + master.lastError()
                : replica.lastError();
    }

    private static String word(Changed what) {
        return what == null ? null : what.name().toLowerCase(Locale.ROOT);
    }

    @JsonIgnore
    public SyncState word() {
        return SyncState.valueOf(state.toUpperCase(Locale.ROOT));
    }
}
