package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * Configuration and last known state of a replica.
 *
 * @param token API token, encrypted
 * @param intervalSeconds seconds between two cycles; null: the global interval
 * @param uploadsInFlight number of uploads that may wait for the consumer at the same time
 * @param lastError message about the last cycle: a failure, or open questions; null: none
 * @param provenUrl addresses of replica and master at the last proof that the replica is a separate instance, as {@code
 *     REPLICA is not MASTER}; null: no proof yet
 * @param watermark time on the master's clock; all changes up to this time are planned; null before the first cycle
 * @param highestMasterId highest document id ever seen on the master; null before the first cycle
 * @param highestSeenAt time on the master's clock when {@code highestMasterId} was first seen
 * @param accepted change that the user accepted for the next cycle; null: none
 * @param acceptable change that a dry run found and the user may accept; null: none
 * @param people digest of the users and groups of both instances at the last plan; null: not known
 * @param rulesRevision revision of the rules at the last plan; null: there were no rules
 * @param unselected what a run does with a copy that the rules no longer select
 * @param dryRunFirst whether the replica was the master, before a switchover or before its undo, or had newer values
 *     than the new master at a switchover, and has only dry runs until the user accepts a dry run
 */
public record Replica(
        long id,
        String name,
        String url,
        String token,
        boolean enabled,
        boolean paused,
        Integer intervalSeconds,
        int uploadsInFlight,
        State state,
        Text lastError,
        String version,
        String provenUrl,
        Instant watermark,
        Instant lastCycleAt,
        Instant lastSyncTs,
        Long highestMasterId,
        Instant highestSeenAt,
        Changed accepted,
        Changed acceptable,
        String people,
        String rulesRevision,
        UnselectedCopies unselected,
        boolean dryRunFirst) {

    /** The user's choice for copies that the rules no longer select. */
    public enum UnselectedCopies {
        /** The copy stays on the replica. */
        KEEP,
        /** The copy goes to the replica's trash. */
        TRASH
    }

    /** State at the last contact. The state that the API shows also depends on the work items and the open run. */
    public enum State {
        NEW,
        OK,
        BLOCKED,
        UNREACHABLE,
        AUTH_FAILED,
        ERROR
    }

    /** @return whether a copy that the rules no longer select goes to the replica's trash */
    public boolean trashesUnselected() {
        return unselected == UnselectedCopies.TRASH;
    }

    /**
     * Returns whether the next run may be limited to some documents. The first run, and the run after a failed cycle or
     * an accepted change, must compare all changes.
     */
    public boolean mayCompareFew() {
        return watermark != null && state == State.OK && accepted == null && !dryRunFirst;
    }

    /** Returns this replica in state {@code ERROR}. Used while the controller's machine has a fault. */
    public Replica failing(Text why) {
        return new Replica(
                id,
                name,
                url,
                token,
                enabled,
                paused,
                intervalSeconds,
                uploadsInFlight,
                State.ERROR,
                why,
                version,
                provenUrl,
                watermark,
                lastCycleAt,
                lastSyncTs,
                highestMasterId,
                highestSeenAt,
                accepted,
                acceptable,
                people,
                rulesRevision,
                unselected,
                dryRunFirst);
    }

    /** Returns the host name of this replica in routes. The gateway replaces this name by the address. */
    public String host() {
        return hostOf(id);
    }

    public static String hostOf(long id) {
        return "replica-" + id;
    }
}
