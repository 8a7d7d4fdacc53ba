package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides whether the master is still the same library. Two libraries differ in the times at which documents were
 * added; counts and files may change within one library. Pure.
 */
public final class Identity {
    /** A document with a lower id may be committed later than one with a higher id, and clocks are read in seconds. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    private Identity() {}

    /**
     * @return whether two times of adding are equal. Compares milliseconds: the exporter of paperless cuts times to
     *     milliseconds, so a reimported library has shorter times than the controller may have stored
     */
    public static boolean isSame(Instant one, Instant other) {
        return one.truncatedTo(ChronoUnit.MILLIS).equals(other.truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Searches for evidence of another library.
     *
     * @param known when the mapped documents were added
     * @param found when documents of the master were added, by its answer of now
     * @param highest highest document id ever seen on the master; 0: none yet
     * @param highestAt the master's clock at that time
     * @return the evidence; empty: none
     */
    public static Optional<String> doubt(
            Map<Long, Instant> known, Map<Long, Instant> found, long highest, Instant highestAt) {
        for (Map.Entry<Long, Instant> entry : new TreeMap<>(found).entrySet()) {
            long id = entry.getKey();
            Instant added = entry.getValue();
            Instant before = known.get(id);
            if (before != null && !isSame(before, added)) {
                return Optional.of("document " + id + " was added at " + added
                        + ", but the document with this id that was copied was added at " + before);
            }
            if (before == null
                    && id <= highest
                    && highestAt != null
                    && added.isAfter(highestAt.plus(CLOCK_TOLERANCE))) {
                return Optional.of("document " + id + " is new (added at " + added + "), although ids up to " + highest
                        + " were in use at " + highestAt);
            }
        }
        return Optional.empty();
    }
}
