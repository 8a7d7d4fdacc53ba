package io.pngx.controller.store;

import java.time.DayOfWeek;
import java.util.Locale;
import java.util.Optional;

/** The day of the weekly report. */
public enum ReportDay {
    OFF,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    THURSDAY,
    FRIDAY,
    SATURDAY,
    SUNDAY;

    /** Returns the day of the week; empty: off. */
    public Optional<DayOfWeek> day() {
        return this == OFF ? Optional.empty() : Optional.of(DayOfWeek.valueOf(name()));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String text() {
        return this == OFF ? "off" : name().charAt(0) + word().substring(1);
    }
}
