package io.pngx.controller.sync;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/** Decides whether a daily, weekly or monthly task is due. */
public final class Nightly {
    /** Time after a successful drill until the next drill. */
    private static final Duration MONTH = Duration.ofDays(30);

    private Nightly() {}

    /**
     * Returns whether a nightly task is due: the task has not run since the clock last passed the time of day. A
     * restart does not repeat the task. If the machine was off at that time, the task is due at the next start.
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
                .atZone(zone); // moves a time that the start of summer time skips
        ZonedDateTime came = today.toInstant().isAfter(now)
                ? today.toLocalDate().minusDays(1).atTime(at).atZone(zone)
                : today;
        return last.isAfter(now) || last.isBefore(came.toInstant());
    }

    /**
     * Returns whether a weekly task is due: the task has not run since the clock last passed the time on the weekday.
     *
     * @param last when the task last ran, or was set up
     */
    public static boolean dueWeekly(Instant last, DayOfWeek day, LocalTime at, ZoneId zone, Instant now) {
        LocalDate date = now.atZone(zone).toLocalDate().with(TemporalAdjusters.previousOrSame(day));
        Instant slot = date.atTime(at).atZone(zone).toInstant();
        Instant came =
                slot.isAfter(now) ? date.minusWeeks(1).atTime(at).atZone(zone).toInstant() : slot;
        return last.isAfter(now) || last.isBefore(came);
    }

    /**
     * Returns whether a monthly task is due: the time of day has come since the task was last tried, and its last
     * success is at least 30 days old. A task that failed is due again the next day.
     *
     * @param lastTry when the task last began
     * @param lastSuccess end of the last attempt, if that attempt succeeded; otherwise null
     * @param at time of day; null: never
     */
    public static boolean dueMonthly(Instant lastTry, Instant lastSuccess, LocalTime at, ZoneId zone, Instant now) {
        boolean recent = lastSuccess != null
                && !lastSuccess.isAfter(now)
                && lastSuccess.plus(MONTH).isAfter(now);
        return !recent && due(lastTry, at, zone, now);
    }
}
