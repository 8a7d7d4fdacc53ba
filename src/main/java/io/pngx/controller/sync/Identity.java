package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Is this still the same library? Two libraries at one address differ in when their documents were added; counts and
 * files may change in one and the same. Pure.
 */
public final class Identity {
    /** A document with a lower id may be committed a little after one with a higher id, and clocks are read in seconds. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private Identity() {}

    /**
     * Are these the same time of adding? paperless's exporter writes times as DjangoJSONEncoder does, which cuts them to milliseconds, so that a
     * library that its importer brought back says them so; ours may be from before.
     */
    public static boolean isSame(Instant one, Instant other) {
        return one.truncatedTo(ChronoUnit.MILLIS).equals(other.truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * @param known     when the documents that we mapped were added
     * @param found     when documents of the master were added, as it says now
     * @param highest   the highest document id ever seen there; 0: none yet
     * @param highestAt the master's clock at that time
     * @return why it is another library; empty where nothing says so
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
            if (before == null && id <= highest && highestAt != null && added.isAfter(highestAt.plus(SLACK))) {
                return Optional.of("document " + id + " is new (added at " + added + "), although ids up to " + highest
                        + " were in use at " + highestAt);
            }
        }
        return Optional.empty();
    }
}
