package io.pngx.controller.sync;

import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides whether the master is still the same library. Two libraries differ in the times at which their documents were
 * added. Counts and files are no evidence, because they also change within one library.
 */
public final class Identity {
    /**
     * Tolerance for a comparison with the master's clock. This clock is known only to the second, and the master can
     * commit a document later than a document with a higher id.
     */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    private Identity() {}

    /**
     * @return whether two values of {@code added} are equal to the millisecond. The exporter of paperless-ngx cuts
     *     times to milliseconds, so a reimported library has less exact times than the controller stored
     */
    public static boolean isSame(Instant one, Instant other) {
        return one.truncatedTo(ChronoUnit.MILLIS).equals(other.truncatedTo(ChronoUnit.MILLIS));
    }

    /** @return whether only a clock that was ahead can have written this date; false if the present time is unknown */
    public static boolean isInFuture(Instant added, Instant now) {
        return now != null && added.isAfter(now.plus(CLOCK_TOLERANCE));
    }

    /**
     * Searches for evidence that the master is another library now.
     *
     * @param known stored values of {@code added}, by the ids of the mapped documents
     * @param found values of {@code added} that the master returns now, by document id
     * @param highest highest document id ever seen on the master; 0: none yet
     * @param highestAt time of the master's clock when that id was seen
     * @param now the master's clock now; null: unknown. A later date was written by a clock that was ahead, and is no
     *     evidence
     * @return the evidence; empty: none
     */
    public static Optional<Text> doubt(
            Map<Long, Instant> known, Map<Long, Instant> found, long highest, Instant highestAt, Instant now) {
        for (Map.Entry<Long, Instant> entry : new TreeMap<>(found).entrySet()) {
            long id = entry.getKey();
            Instant added = entry.getValue();
            Instant before = known.get(id);
            if (before != null && !isSame(before, added)) {
                return Optional.of(Text.of(
                        "document {0} was added at {1}, but the document that was copied under this id was "
                                + "added at {2}",
                        String.valueOf(id), added.toString(), before.toString()));
            }
            if (before == null
                    && id <= highest
                    && highestAt != null
                    && added.isAfter(highestAt.plus(CLOCK_TOLERANCE))
                    && !isInFuture(added, now)) {
                return Optional.of(Text.of(
                        "document {0} was added at {1}, but documents with ids up to {2} already existed at {3}",
                        String.valueOf(id), added.toString(), String.valueOf(highest), highestAt.toString()));
            }
        }
        return Optional.empty();
    }
}
