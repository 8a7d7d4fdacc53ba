package io.pngx.controller.sync;

import io.pngx.controller.store.DeletionMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides over deletions. Pure. A deletion is carried out without a person only when the document was seen in the
 * master's trash, was missed twice, apart in time, and stays under the cap together with all others of a day.
 */
public final class Deletion {
    /** Missed twice at least this far apart, however short the interval is. */
    public static final Duration APART = Duration.ofMinutes(10);

    private Deletion() {}

    /** What the master says of a vanished id (paperless-api.md §10). */
    public enum Evidence {
        TRASHED,
        PURGED,
        LIVE,
        UNCLEAR
    }

    /**
     * @param status  of the detail, and of {@code HEAD preview/?original=true}
     * @param genuine the answer carried X-Version: it is paperless itself that says so
     */
    public static Evidence evidence(int detail, boolean detailGenuine, int preview, boolean previewGenuine) {
        if (!detailGenuine || !previewGenuine) {
            return Evidence.UNCLEAR;
        }
        if (detail == 200) {
            return Evidence.LIVE;
        }
        if (detail == 404 && preview == 200) {
            return Evidence.TRASHED;
        }
        return detail == 404 && preview == 404 ? Evidence.PURGED : Evidence.UNCLEAR;
    }

    /**
     * Something that is missed.
     *
     * @param lookup      a lookup, which has no trash: being missed twice is all that can be asked
     * @param seenTrashed it was seen in the master's trash
     * @param adopted     the replica held it before us
     * @param weight      documents that it touches
     */
    public record Missed(
            long id, boolean lookup, boolean seenTrashed, boolean adopted, long weight, Instant firstSeen) {}

    /** @param holdBecause null: carried out now */
    public record Verdict(long id, String holdBecause) {}

    /**
     * @param interval    of the cycles
     * @param cap         most documents a day
     * @param usedInADay  documents already deleted in the last 24 hours without a person
     * @return a verdict for everything that is not simply to wait for its second confirmation
     */
    public static List<Verdict> decide(
            List<Missed> missed, DeletionMode mode, Duration interval, long cap, long usedInADay, Instant now) {
        Duration apart = interval.compareTo(APART) > 0 ? interval : APART;
        List<Verdict> verdicts = new ArrayList<>();
        List<Missed> safe = new ArrayList<>();
        for (Missed each : missed) {
            boolean confirmed = Duration.between(each.firstSeen(), now).compareTo(apart) >= 0;
            if (mode == DeletionMode.OFF || !confirmed) {
                continue;
            }
            if (mode == DeletionMode.HOLD) {
                verdicts.add(new Verdict(each.id(), "Every deletion waits for a person (deletion_mode is hold)."));
            } else if (each.adopted()) {
                verdicts.add(new Verdict(each.id(), "The replica held it before it was adopted."));
            } else if (!each.lookup() && !each.seenTrashed()) {
                verdicts.add(new Verdict(
                        each.id(),
                        "It was never seen in the master's trash: it was purged there, or the master lost it."));
            } else {
                safe.add(each);
            }
        }
        long weight = safe.stream().mapToLong(Missed::weight).sum();
        boolean over = usedInADay + weight > cap;
        safe.forEach(each -> verdicts.add(new Verdict(
                each.id(),
                !over
                        ? null
                        : "More than may be deleted without a person: " + weight + " now and " + usedInADay
                                + " in the last 24 hours, at most " + cap + ".")));
        return verdicts;
    }

    /** The smaller of a number and a share of what the replica holds for us, at least one. */
    public static long cap(int maxCount, int maxPercent, long mapped) {
        return Math.min(maxCount, Math.max(1, mapped * maxPercent / 100));
    }
}
