package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class NightlyTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalTime THREE = LocalTime.of(3, 0);

    private static boolean due(String last, String now) {
        return Nightly.due(Instant.parse(last), THREE, BERLIN, Instant.parse(now));
    }

    @Test
    void isDueOnceAfterItsTimeOfTheDay() {
        assertThat(due("2026-06-01T12:00:00Z", "2026-06-02T00:59:00Z"))
                .as("before three in Berlin")
                .isFalse();
        assertThat(due("2026-06-01T12:00:00Z", "2026-06-02T01:00:00Z"))
                .as("at three")
                .isTrue();
        assertThat(due("2026-06-02T01:00:00Z", "2026-06-02T01:00:01Z"))
                .as("it was done")
                .isFalse();
        assertThat(due("2026-06-02T01:00:00Z", "2026-06-03T00:59:59Z"))
                .as("the rest of the day")
                .isFalse();
    }

    @Test
    void isNotLostWhereTheMachineWasOffAtThatTime() {
        assertThat(due("2026-06-01T01:00:00Z", "2026-06-04T20:00:00Z")).isTrue();
    }

    @Test
    void isDueOnADayWhoseHourIsLeftOutOrComesTwice() {
        LocalTime halfPastTwo = LocalTime.of(2, 30);
        assertThat(Nightly.due(
                        Instant.parse("2026-03-28T12:00:00Z"),
                        halfPastTwo,
                        BERLIN,
                        Instant.parse("2026-03-29T01:30:00Z")))
                .as("half past two became half past three")
                .isTrue();
        assertThat(Nightly.due(
                        Instant.parse("2026-10-25T00:30:00Z"),
                        halfPastTwo,
                        BERLIN,
                        Instant.parse("2026-10-25T01:45:00Z")))
                .as("half past two came a second time")
                .isFalse();
    }

    @Test
    void isNeverDueWhereItIsOff() {
        assertThat(Nightly.due(Instant.EPOCH, null, BERLIN, Instant.parse("2026-06-01T12:00:00Z")))
                .isFalse();
    }

    @Test
    void isDueWhereTheClockWasSetBack() {
        assertThat(due("2027-01-01T00:00:00Z", "2026-06-01T12:00:00Z")).isTrue();
    }

    private static boolean dueWeekly(String last, String now) {
        return Nightly.dueWeekly(Instant.parse(last), DayOfWeek.MONDAY, THREE, BERLIN, Instant.parse(now));
    }

    @Test
    void aWeeklyTaskIsDueOnceAfterItsTimeOnItsDay() {
        assertThat(dueWeekly("2026-06-01T01:00:00Z", "2026-06-08T00:59:00Z"))
                .as("before three on Monday")
                .isFalse();
        assertThat(dueWeekly("2026-06-01T01:00:00Z", "2026-06-08T01:00:00Z"))
                .as("at three on Monday")
                .isTrue();
        assertThat(dueWeekly("2026-06-08T01:00:00Z", "2026-06-14T23:00:00Z"))
                .as("the rest of the week")
                .isFalse();
        assertThat(dueWeekly("2026-06-05T01:00:00Z", "2026-06-10T12:00:00Z"))
                .as("the machine was off on Monday")
                .isTrue();
    }

    @Test
    void aWeeklyTaskIsDueWhereTheClockWasSetBack() {
        assertThat(dueWeekly("2027-01-01T00:00:00Z", "2026-06-09T12:00:00Z")).isTrue();
    }

    @Test
    void aWeeklyTaskWaitsForItsDayWhenItIsSetUp() {
        assertThat(dueWeekly("2026-06-10T12:00:00Z", "2026-06-11T12:00:00Z")).isFalse();
    }

    private static boolean dueMonthly(String lastTry, String lastSuccess, String now) {
        return Nightly.dueMonthly(
                Instant.parse(lastTry),
                lastSuccess == null ? null : Instant.parse(lastSuccess),
                THREE,
                BERLIN,
                Instant.parse(now));
    }

    @Test
    void aMonthlyTaskIsDueThirtyDaysAfterItsLastSuccess() {
        String done = "2026-06-01T01:00:10Z";
        assertThat(dueMonthly("2026-06-01T01:00:00Z", done, "2026-06-30T12:00:00Z"))
                .isFalse();
        assertThat(dueMonthly("2026-06-01T01:00:00Z", done, "2026-07-01T01:00:09Z"))
                .isFalse();
        assertThat(dueMonthly("2026-06-01T01:00:00Z", done, "2026-07-01T01:00:10Z"))
                .isTrue();
    }

    @Test
    void aMonthlyTaskThatFailedIsDueTheNextDay() {
        assertThat(dueMonthly("2026-06-01T01:00:00Z", null, "2026-06-01T23:00:00Z"))
                .isFalse();
        assertThat(dueMonthly("2026-06-01T01:00:00Z", null, "2026-06-02T01:00:00Z"))
                .isTrue();
    }

    @Test
    void aClockThatWasSetBackDoesNotPutOffAMonthlyTaskForever() {
        assertThat(dueMonthly("2027-06-01T01:00:00Z", "2027-06-01T01:00:10Z", "2026-06-01T12:00:00Z"))
                .isTrue();
        assertThat(Nightly.dueMonthly(Instant.MIN, null, null, BERLIN, Instant.parse("2026-06-01T12:00:00Z")))
                .as("switched off")
                .isFalse();
    }
}
