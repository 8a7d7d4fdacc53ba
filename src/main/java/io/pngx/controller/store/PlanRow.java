package io.pngx.controller.store;

import io.pngx.controller.text.Text;

/**
 * One action that a run would take.
 *
 * @param kind {@code replica}, {@code documents}, {@code tags} and so on
 * @param masterId null: the action concerns no object of the master
 * @param replicaObjectId null: the object does not exist on the replica
 * @param changes JSON list of {@code {key, old, new}}
 */
public record PlanRow(
        long id,
        String kind,
        Action action,
        Long masterId,
        Long replicaObjectId,
        String title,
        String changes,
        Text reason) {

    /** Actions of a dry run. Unchanged documents are counted but have no row. */
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
