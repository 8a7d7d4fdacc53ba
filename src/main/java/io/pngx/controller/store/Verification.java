package io.pngx.controller.store;

import java.time.Instant;

/**
 * What the last look at a copy found.
 *
 * @param keys    that differ, with commas between; empty: none
 * @param problem one sentence; null: there is none
 */
public record Verification(
        long replicaId,
        long masterId,
        long replicaDocId,
        String title,
        Result result,
        Finding bytes,
        Finding metadata,
        String keys,
        How how,
        String problem,
        Long runId,
        Instant verifiedAt) {

    public enum Result {
        OK,
        MISMATCH,
        UNKNOWN
    }

    public enum Finding {
        OK,
        DIFFERS,
        MISSING,
        UNKNOWN
    }

    /** Was the checksum believed that the replica has on record, or its file read? */
    public enum How {
        CHECKSUM,
        DOWNLOAD
    }
}
