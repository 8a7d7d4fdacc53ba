package io.pngx.controller.store;

import java.time.Instant;

/**
 * An intent and what became of it. {@code PLANNED -> POSTED(task id) -> CONSUMED(replica id) -> SETTLED}, or
 * {@code FAILED}; each arrow is committed before the next step.
 *
 * @param fileName     as sent, so that its consume task can be found again
 * @param size         bytes of the original
 * @param taskId       null while it is not known whether the replica has the file; PLANNED with one: that task was lost
 * @param replicaDocId the document it became
 * @param verified     false: its task was found by file name alone, so its bytes have to be looked at
 * @param adopted      the replica held the same bytes already
 * @param replicaClock the replica's clock when it was planned: older tasks are not its; null: not known
 * @param polls        how often its task was asked for
 * @param taskStatus   of its task, as last seen; null: not seen yet
 * @param taskSince    since when it is seen so
 * @param late         its task waits longer in the replica's queue than a worker may take, and that was said
 */
public record Upload(long id, long replicaId, long masterId, State state, String fileName, long size, String md5,
        String sha256, String taskId, Long replicaDocId, boolean verified, boolean adopted, int polls, Instant nextPollAt,
        String error, String replicaClock, Instant plannedAt, Instant changedAt, String taskStatus, Instant taskSince, boolean late) {

    public enum State { PLANNED, POSTED, CONSUMED, SETTLED, FAILED }
}
