package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.sync.Due;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A replica as the API and the pages show it, without its token and the values of its headers.
 *
 * @param readiness whether the replica could take over now
 * @param lagSeconds seconds since the end of the last successful run; null: there was none
 * @param run the open run; null: none
 * @param acceptable the changed instance that the last dry run found, {@code master} or {@code replica}; null: none
 * @param accepted the changed instance that an operator accepted for the next run; null: none
 * @param dryRunFirst whether the replica was the master, or has newer values than the master, and has only dry runs
 *     until a user accepts one
 * @param allPaused whether all synchronisation is paused; {@code paused} is the pause of this replica alone
 * @param nextRunAt when the next run is due; null: now, or no run starts by itself
 * @param scheduled whether runs start by themselves
 * @param decisions what a user must decide before runs write to the replica, as kinds of inbox entries
 * @param unselected {@code keep} or {@code trash}: what happens to copies that the rules no longer select
 */
public record ReplicaView(
        long id,
        String name,
        String url,
        boolean enabled,
        boolean paused,
        boolean tokenSet,
        boolean headersSet,
        boolean caCertificateSet,
        String state,
        Text lastError,
        ReadinessView readiness,
        Documents documents,
        Long lagSeconds,
        String lastSyncTs,
        String lastCycleAt,
        String version,
        Integer intervalSeconds,
        int uploadsInFlight,
        Progress run,
        Adoption adoption,
        Verified verification,
        String unselected,
        String acceptable,
        String accepted,
        boolean dryRunFirst,
        boolean allPaused,
        String nextRunAt,
        @JsonIgnore boolean scheduled,
        @JsonIgnore List<String> decisions) {
    /** States of a replica that has no problem of its own, and for which runs can begin. */
    private static final Set<SyncState> HEALTHY =
            EnumSet.of(SyncState.NEW, SyncState.UP_TO_DATE, SyncState.SYNCING, SyncState.BEHIND);

    /**
     * Numbers of documents by {@link DocumentStatus}: each document counts once, as in the list of documents.
     *
     * @param foreign documents of the replica's users, which are not in the list
     */
    public record Documents(
            long inSync,
            long pending,
            long failed,
            long held,
            long contested,
            long differs,
            long excludedNoCopy,
            long excludedOldCopy,
            long deleting,
            long kept,
            long foreign) {
        static Documents of(ReplicaCounts.Counts counts) {
            DocumentCounts documents = counts.documents();
            return new Documents(
                    documents.inSync(),
                    documents.pending(),
                    documents.failed(),
                    documents.held(),
                    documents.contested(),
                    documents.differs(),
                    documents.excludedNoCopy(),
                    documents.excludedOldCopy(),
                    documents.deleting(),
                    documents.kept(),
                    counts.foreign());
        }

        /**
         * One number for pages.
         *
         * @param filter status filter that lists the counted documents
         */
        public record Part(String filter, Text label, long count, String tone) {}

        /** Returns the numbers that are not 0; their sum is the number of documents in the list. */
        @JsonIgnore
        public List<Part> parts() {
            return Stream.of(
                            new Part("in_sync", Text.of("in sync"), inSync, ""),
                            new Part("pending", Text.of("pending"), pending, ""),
                            new Part("failed", Text.of("failed"), failed, "bad"),
                            new Part("held", Text.of("held"), held, "warn"),
                            new Part("contested", Text.of("contested"), contested, "warn"),
                            new Part("differs", Text.plural(differs, "differs", "differ"), differs, "bad"),
                            new Part("deleting", Text.of("deleting"), deleting, ""),
                            new Part("excluded", Text.of("excluded by rules"), excluded(), ""),
                            new Part("kept", Text.of("kept"), kept, ""))
                    .filter(part -> part.count() > 0)
                    .toList();
        }

        /** Returns the number of documents that rules exclude, with and without a copy. */
        @JsonIgnore
        public long excluded() {
            return excludedNoCopy + excludedOldCopy;
        }
    }

    /**
     * Adoption of documents that the replica had before its first run.
     *
     * @param offered documents that wait for a decision
     * @param canAccept whether a run or dry run has read the replica, so that the adoption of its documents can be
     *     accepted; false for a replica that only has dry runs
     */
    public record Adoption(long offered, String acceptedAt, boolean canAccept) {}

    /**
     * Results of verifications.
     *
     * @param oldest time of the oldest verification of a copy; null: none
     * @param lastNightlyRun start of the last nightly verification; null: none
     */
    public record Verified(
            long documents,
            long verified,
            long sharePercent,
            long mismatches,
            String oldest,
            String lastVerified,
            String lastNightlyRun) {}

    static ReplicaView of(
            Replica replica,
            ReplicaCounts.Counts counts,
            Readiness readiness,
            Progress run,
            boolean allPaused,
            boolean masterSet,
            Duration interval,
            Instant now,
            MaintenanceState.State maintenance,
            Verifications.Sum sum,
            ConnectionOptionsTable.Row reach,
            MasterStatus.Status master) {
        boolean scheduled = masterSet && replica.enabled() && !replica.paused() && !allPaused && !replica.dryRunFirst();
        SyncState state = SyncState.of(
                replica,
                allPaused,
                run != null && run.writes(),
                counts.documents().behind(),
                interval,
                now);
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
                ReadinessView.of(readiness),
                Documents.of(counts),
                success == null
                        ? null
                        : Math.max(0, Duration.between(success, now).toSeconds()),
                Times.text(success),
                Times.text(replica.lastCycleAt()),
                replica.version(),
                replica.intervalSeconds(),
                replica.uploadsInFlight(),
                run,
                new Adoption(
                        counts.offered(),
                        Times.text(maintenance.acceptedAt()),
                        maintenance.highestDocId() != null && !replica.dryRunFirst()),
                new Verified(
                        sum.documents(),
                        sum.verified(),
                        sum.documents() == 0 ? 0 : sum.verified() * 100 / sum.documents(),
                        sum.mismatches(),
                        Times.text(sum.oldest()),
                        Times.text(sum.lastVerified()),
                        Times.text(maintenance.lastVerifyAt())),
                LowerCase.of(replica.unselected()),
                LowerCase.of(replica.acceptable()),
                LowerCase.of(replica.accepted()),
                replica.dryRunFirst(),
                allPaused,
                scheduled ? Times.text(Due.next(replica.lastCycleAt(), interval, now)) : null,
                scheduled,
                ReplicaDecisions.kinds(replica, state).stream()
                        .map(InboxEntry.Kind::word)
                        .toList());
    }

    /**
     * Returns the error of the master if runs fail because of the master, even if the replica still counts as up to
     * date; otherwise the error of the replica.
     */
    private static Text why(Replica replica, SyncState state, MasterStatus.Status master) {
        boolean masterIsTheReason = master.lastError() != null && HEALTHY.contains(state);
        if (masterIsTheReason) {
            return Text.of(
                    "The controller has not been able to read the master since {0}: {1}",
                    Times.minute(master.failingSince()), master.lastError());
        }
        return replica.lastError();
    }

    @JsonIgnore
    public SyncState word() {
        return SyncState.valueOf(state.toUpperCase(Locale.ROOT));
    }

    /** Returns how many documents the replica is behind the master. */
    @JsonIgnore
    public long behind() {
        return documents.pending() + documents.failed();
    }

    /** Returns the state in words for pages. */
    @JsonIgnore
    public Text stateText() {
        return dryRunFirst ? Text.of("waits for you") : enabled ? word().text() : Text.of("switched off");
    }

    /** Returns the sentence that asks a user to accept a dry run. */
    @JsonIgnore
    public Text decision() {
        return Text.of("Waits for you: the replica was the master, or has newer values. Read and accept a dry run.");
    }
}
