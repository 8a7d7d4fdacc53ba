package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * A switchover: a replica becomes the master, and the master a replica.
 *
 * @param replicaId id of the promoted replica; the swap removes its row
 * @param oldMasterName name that the old master gets as a replica
 * @param oldMasterId id of the old master as a replica; null: no swap yet
 * @param requestedBy name of the user, as in the log
 * @param changedAt when the state last changed
 * @param runId run that must end before the switchover continues; null: none
 * @param runs number of runs since the request
 * @param reason why the controller gave up, or why the promoted instance only has dry runs after the undo until the
 *     user accepts one; null: neither
 * @param backup name of the file in the folder of the backups; null: no swap yet
 * @param firstWriteAt time of the first write after the swap, taken just before the write is sent; null: no write yet
 * @param report JSON of the {@link SwitchoverReport}; null: no swap yet
 */
public record Switchover(
        long id,
        Kind kind,
        State state,
        long replicaId,
        String replicaName,
        String replicaUrl,
        String masterUrl,
        String oldMasterName,
        Long oldMasterId,
        Instant requestedAt,
        String requestedBy,
        Instant changedAt,
        Long runId,
        int runs,
        Text reason,
        String backup,
        Instant swappedAt,
        Instant firstWriteAt,
        String report) {

    public enum Kind {
        /** The master answers: before the swap, runs copy its last changes, and a verification reads the copies. */
        PLANNED,
        /** The master does not answer: the swap is the only step. */
        FAILOVER
    }

    /** The steps in their order, then the final states. */
    public enum State {
        /** Runs copy the last changes of the master to the replica. */
        CATCHING_UP,
        /** A verification reads the copies that were not verified since a run wrote them. */
        VERIFYING,
        /** One more run copies the changes that were made during the verification. */
        LAST_RUN,
        /** The swap waits for the end of all runs. */
        SWAPPING,
        DONE,
        UNDONE,
        GIVEN_UP,
        CANCELLED;

        private static final Set<State> OPEN = EnumSet.range(CATCHING_UP, SWAPPING);

        /** Returns whether the switchover has not ended: its swap is still to come. */
        public boolean isOpen() {
            return OPEN.contains(this);
        }
    }

    /** Returns why no swap took place, as one sentence for users. Requires {@link State#GIVEN_UP}. */
    public Text failure() {
        return failure(replicaName, reason);
    }

    /** Returns the sentence of {@link #failure()} for a replica and a reason. */
    public static Text failure(String replicaName, Text reason) {
        return Text.of("The switchover to \"{0}\" did not take place: {1}", replicaName, reason);
    }

    /** Returns who made a request, as a part of a sentence: {@code by hand} or {@code by admin}. */
    public static Text author(String by) {
        return by.startsWith("by ") && !by.equals("by hand") ? Text.of("by {0}", by.substring(3)) : Text.of(by);
    }

    /** Returns whether the switchover can be undone. */
    public boolean canBeUndone() {
        return state == State.DONE && firstWriteAt == null && backup != null;
    }
}
