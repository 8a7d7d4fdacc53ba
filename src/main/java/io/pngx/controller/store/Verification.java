package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * Result of the last verification of a copy.
 *
 * @param keys keys that differ, separated by commas; empty: no key differs
 * @param problem one sentence; null: no problem
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
        Text problem,
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

    /** How the file was compared: by the checksum that the replica reports, or by a download. */
    public enum How {
        CHECKSUM,
        DOWNLOAD
    }
}
