package io.pngx.controller.sync;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is known about a replica, as the basis of its {@link Readiness}.
 *
 * @param error the failure of the last cycle; null: the last cycle did not fail
 * @param lastSuccess end of the last successful run; null: none yet
 * @param now current time
 * @param masterFailingSince time since which the master cannot be read; null: the master was read
 * @param allowedAge maximum age of {@code lastSuccess}
 * @param documents numbers of documents
 * @param accounts users and groups of the master that the replica lacks
 * @param lookups lookups that the last run that compared lookups could not make equal to the master's
 * @param heldLookups lookups that were deleted on the master, and whose deletion on the replica waits for the user
 * @param changingRules names of the rules that are on for the replica and may change documents
 * @param rulesChanged whether the last run used rules, and the rules were changed since
 * @param drill the last drill that ended with a result; null: none yet
 */
public record ReadinessFacts(
        Contact contact,
        Text error,
        Instant lastSuccess,
        Instant now,
        Instant masterFailingSince,
        Duration allowedAge,
        DocumentCounts documents,
        List<Text> accounts,
        List<Text> lookups,
        List<Text> heldLookups,
        List<String> changingRules,
        boolean rulesChanged,
        Drill drill) {
    /** Result of the last contact with the replica. */
    public enum Contact {
        NEW,
        OK,
        BLOCKED,
        UNREACHABLE,
        AUTH_FAILED,
        ERROR
    }

    /**
     * Result of a drill.
     *
     * @param documents number of documents that were checked
     * @param problems number of checked documents that could not be used
     */
    public record Drill(Instant at, boolean passed, long documents, long problems, Text summary) {}

    /** Returns the time to which the answer refers. While the master cannot be read, nothing newer is known. */
    Instant asOf() {
        return masterFailingSince == null ? now : masterFailingSince;
    }

    /** Returns the age of the last success. Requires a success. */
    Duration age() {
        return positive(Duration.between(lastSuccess, asOf()));
    }

    /** Returns the time that has passed since an instant; zero if the instant is to come. */
    Duration since(Instant past) {
        return positive(Duration.between(past, now));
    }

    private static Duration positive(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }
}
