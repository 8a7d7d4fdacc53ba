package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.OpenUploads;

/** Counts the uploads that may start now: the replica's setting limits the uploads in flight. */
final class UploadSlots {
    private final OpenUploads openUploads;

    UploadSlots(OpenUploads openUploads) {
        this.openUploads = openUploads;
    }

    /** Counts the uploads in flight, before a round starts uploads. */
    void count(Session session) {
        session.uploads().counted(openUploads.inFlight(session.replicaId()));
    }

    /** @return the number of uploads that may start; 0 also while the next upload is delayed */
    static int free(Session session) {
        return session.uploads().maySend()
                ? Math.max(
                        0,
                        session.replica().uploadsInFlight() - session.uploads().inFlight())
                : 0;
    }
}
