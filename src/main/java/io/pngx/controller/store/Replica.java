package io.pngx.controller.store;

import java.time.Instant;

/**
 * One replica as it is configured, and what was last seen of it.
 *
 * @param token           its API token, encrypted
 * @param intervalSeconds seconds between its cycles; null: the global interval
 * @param uploadsInFlight how many uploads may wait for its consumer at the same time
 * @param lastError       one sentence: why the last cycle could not do its work; null when it could
 * @param provenUrl       the address that was proven not to be the master's
 * @param watermark       the master's clock, up to which changes were planned; null before the first cycle
 * @param unmappedDocuments live documents in its last inventory that stood for none of the master's
 * @param highestMasterId the highest document id ever seen on the master; null before the first cycle
 * @param highestSeenAt   the master's clock at that time
 * @param accepted        what a person allowed for the next cycle; null: nothing
 * @param acceptable      what a dry run found, so that a person may accept it; null: nothing
 * @param people          digest of the users and groups of both sides when it was last planned; null: not known
 * @param rulesRevision   the revision of its rules when it was last planned; null: there were none
 * @param unselected      what a run does with a copy that the rules no longer select
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
        String lastError,
        String version,
        String provenUrl,
        Instant watermark,
        Instant lastCycleAt,
        Instant lastSyncTs,
        long unmappedDocuments,
        Long highestMasterId,
        Instant highestSeenAt,
        Changed accepted,
        Changed acceptable,
        String people,
        String rulesRevision,
        UnselectedCopies unselected) {

    /** Decides what a run does with a copy that the rules no longer select. */
    public enum UnselectedCopies {
        /** The copy stays as it is. */
        KEEP,
        /** The copy goes to the replica's trash. */
        TRASH
    }

    /** What the last contact said. The state word of the API is made from this, the queue and the run in hand. */
    public enum State {
        NEW,
        OK,
        BLOCKED,
        UNREACHABLE,
        AUTH_FAILED,
        ERROR
    }

    /** Does a copy that the rules no longer select go to the replica's trash? */
    public boolean trashesUnselected() {
        return unselected == UnselectedCopies.TRASH;
    }

    /** The same, while the machine can't go on with it. */
    public Replica failing(String why) {
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
                unmappedDocuments,
                highestMasterId,
                highestSeenAt,
                accepted,
                acceptable,
                people,
                rulesRevision,
                unselected);
    }

    /** The name under which routes call this replica; the gateway knows the address behind it. */
    public String host() {
        return hostOf(id);
    }

    public static String hostOf(long id) {
        return "replica-" + id;
    }
}
