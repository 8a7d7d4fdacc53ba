package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.DayOfWeek;
import java.util.Optional;

/** The day of the weekly report. */
public enum ReportDay {
    OFF(Text.of("off")),
    MONDAY(Text.of("Monday")),
    TUESDAY(Text.of("Tuesday")),
    WEDNESDAY(Text.of("Wednesday")),
    THURSDAY(Text.of("Thursday")),
    FRIDAY(Text.of("Friday")),
    SATURDAY(Text.of("Saturday")),
    SUNDAY(Text.of("Sunday"));

    private final Text text;

    ReportDay(Text text) {
        this.text = text;
    }

    /** Returns the day of the week; empty: off. */
    public Optional<DayOfWeek> day() {
        return this == OFF ? Optional.empty() : Optional.of(DayOfWeek.valueOf(name()));
    }

    String word() {
        return LowerCase.of(this);
    }

    Text text() {
        return text;
    }
}
