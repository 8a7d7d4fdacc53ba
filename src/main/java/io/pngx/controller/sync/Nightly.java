package io.pngx.controller.sync;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Decides when a daily task is due. Pure. */
public final class Nightly {
    private Nightly() {}

    /**
     * Returns whether a nightly task is due: it has not run since the clock last passed the time of day. A restart does
     * not repeat the task. If the machine was off at that time, the task is due at the next start.
     *
     * @param last when the task last ran
     * @param at time of day; null: never
     */
    public static boolean due(Instant last, LocalTime at, ZoneId zone, Instant now) {
        if (at == null) {
            return false;
        }
        ZonedDateTime today = now.atZone(zone)
                .toLocalDate()
                .atTime(at)
                .atZone(zone); // moves a time that does not exist at the start of summer time
        ZonedDateTime came = today.toInstant().isAfter(now)
                ? today.toLocalDate().minusDays(1).atTime(at).atZone(zone)
                : today;
        return last.isAfter(now) || last.isBefore(came.toInstant());
    }
}
