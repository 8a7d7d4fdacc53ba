package io.pngx.controller.engine.session;

/** Job of the route {@code readTrash}. */
public interface TrashReader extends Job {
    /** @return the times at which the documents in the replica's trash were added */
    TrashTimes getTrash();
}
