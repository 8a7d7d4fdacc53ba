package io.pngx.controller.alerts;

import io.pngx.controller.metrics.ReplicaStatus;
import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.RunHistory;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Times;
import io.pngx.controller.sync.Nightly;
import io.pngx.controller.sync.Quantities;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the weekly report, at the weekday and time that a user chose. */
final class WeeklyReport {
    /**
     * Key of a stored text: the chosen day and time, then the time of the last report. Before the first report, the
     * text contains the time of the choice instead.
     */
    private static final String LAST = "weekly_report_last";

    private static final Duration WEEK = Duration.ofDays(7);

    private final KeyValues settings;
    private final RunHistory runs;

    WeeklyReport(KeyValues settings, RunHistory runs) {
        this.settings = settings;
        this.runs = runs;
    }

    /**
     * Returns the report if it is due, and stores the current time. The caller commits this time together with the
     * report, so that each report is sent once. If the user changes the day or the time, the next report is due at the
     * new day and time.
     */
    Optional<Event> due(List<ReplicaStatus> statuses, Instant now) {
        Optional<DayOfWeek> day = settings.get(Setting.REPORT_DAY).day();
        Optional<LocalTime> at = settings.get(Setting.REPORT_AT);
        Optional<String> last = settings.get(LAST);
        if (day.isEmpty() || at.isEmpty()) {
            last.ifPresent(any -> settings.forget(LAST));
            return Optional.empty();
        }
        String chosen = day.get() + " " + at.get() + " ";
        boolean known = last.filter(text -> text.startsWith(chosen)).isPresent();
        if (known
                && !Nightly.dueWeekly(
                        Times.instant(last.get().substring(chosen.length())),
                        day.get(),
                        at.get(),
                        ZoneId.systemDefault(),
                        now)) {
            return Optional.empty();
        }
        settings.put(LAST, chosen + Times.text(now));
        return known
                ? Optional.of(new Event(Event.WEEKLY_REPORT, null, null, text(statuses, now), now))
                : Optional.empty();
    }

    private String text(List<ReplicaStatus> statuses, Instant now) {
        return statuses.isEmpty()
                ? "No replica is set up."
                : statuses.stream().map(status -> line(status, now)).collect(Collectors.joining("\n"));
    }

    private String line(ReplicaStatus status, Instant now) {
        RunHistory.Changes changes = runs.changes(status.replica().id(), now.minus(WEEK));
        DocumentCounts documents = status.readiness().facts().documents();
        return status.replica().name() + ": " + status.readiness().sentence() + " Documents: "
                + Quantities.number(documents.total()) + ", copies: " + Quantities.number(documents.copies())
                + ", verified: " + documents.verifiedPercent() + "%. In the last 7 days: "
                + Quantities.number(changes.uploaded()) + " uploaded, "
                + Quantities.number(changes.adopted()) + " adopted, "
                + Quantities.number(changes.updated()) + " changed, "
                + Quantities.number(changes.deleted()) + " moved to the trash. Waiting for a decision: "
                + Quantities.number(status.counts().decisions()) + ", failed: "
                + Quantities.number(documents.failed()) + ".";
    }
}
