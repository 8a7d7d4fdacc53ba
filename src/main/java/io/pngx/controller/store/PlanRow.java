package io.pngx.controller.store;

/**
 * One thing that a run would do.
 *
 * @param kind     {@code replica}, {@code documents}, {@code tags} ...
 * @param masterId null: it is not about an object of the master
 * @param replicaObjectId null: the replica has none yet
 * @param changes  JSON: a list of {@code {key, old, new}}
 */
public record PlanRow(
        long id,
        long runId,
        String kind,
        Action action,
        Long masterId,
        Long replicaObjectId,
        String title,
        String changes,
        String reason) {

    /** What would be done; {@code UNCHANGED} is counted, and has no rows. */
    public enum Action {
        BLOCKED,
        CREATE,
        CHANGE,
        REMAP,
        UPLOAD,
        ADOPT,
        OFFER,
        DRIFT,
        REPLACE,
        RESTORE,
        LEAVE,
        DELETE,
        HOLD,
        WAIT
    }
}
