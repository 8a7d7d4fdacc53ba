package io.pngx.controller.sync;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Is it time for what is done once a day, at a time of the day? Pure. */
public final class Nightly {
    private Nightly() {}

    /**
     * Not repeated after a restart, and not lost where the machine was off at that time: what counts is whether it was
     * done since that time came last.
     *
     * @param last when it was done last
     * @param at   time of the day; null: never
     */
    public static boolean due(Instant last, LocalTime at, ZoneId zone, Instant now) {
        if (at == null) {
            return false;
        }
        ZonedDateTime today = now.atZone(zone)
                .toLocalDate()
                .atTime(at)
                .atZone(zone); // an hour that a change of the clocks leaves out moves on
        ZonedDateTime came = today.toInstant().isAfter(now)
                ? today.toLocalDate().minusDays(1).atTime(at).atZone(zone)
                : today;
        return last.isAfter(now) || last.isBefore(came.toInstant());
    }
}
