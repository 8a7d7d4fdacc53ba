package io.pngx.controller.store;

import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.store.SettingType.Address;
import io.pngx.controller.store.SettingType.OneOf;
import io.pngx.controller.store.SettingType.Option;
import io.pngx.controller.store.SettingType.Secret;
import io.pngx.controller.store.SettingType.TimeOfDay;
import io.pngx.controller.store.SettingType.WebAddress;
import io.pngx.controller.store.SettingType.WholeNumber;
import io.pngx.controller.store.SettingType.YesNo;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A setting that users change while the controller runs. Each setting is declared only here: validation, API, page and
 * the checks of the contract follow from the declaration.
 *
 * @param key key in the table {@code settings} and in the API
 * @param byDefault default value in stored form; null: no default
 * @param label label of the field, without the unit
 * @param help text under the field, without the range
 */
public record Setting<T>(
        String key, SettingType<T> type, String byDefault, SettingGroup group, String label, String help) {
    /** Interval of the cycles, for all replicas or for one replica. */
    public static final WholeNumber INTERVAL = new WholeNumber(10, 86_400, "seconds");

    /** All settings in the order of declaration, which is also the order on the page and in the docs. */
    private static final List<Setting<?>> ALL = new ArrayList<>();

    public static final Setting<Optional<String>> MASTER_URL = add(
            "master_url",
            new Address(),
            null,
            SettingGroup.MASTER,
            "Address of the master",
            "The master's address in the browser, without a path. The controller only reads the master.");

    public static final Setting<Optional<String>> MASTER_TOKEN = add(
            "master_token",
            new Secret(),
            null,
            SettingGroup.MASTER,
            "API token",
            "Token of a superuser; paperless-ngx shows it under My Profile.");

    public static final Setting<Integer> SYNC_INTERVAL = add(
            "sync_interval_seconds",
            INTERVAL,
            "900",
            SettingGroup.RUNS,
            "Look for changes every",
            "a replica may have its own interval. A run without changes sends only a few requests");

    public static final Setting<Optional<LocalTime>> FULL_SYNC_AT = add(
            "full_sync_at",
            new TimeOfDay(),
            "03:00",
            SettingGroup.RUNS,
            "Full run at",
            "Once a day after this time (time zone of the controller), a run compares every document; off: no "
                    + "daily full run");

    /** Seconds after which a task without an outcome counts as lost, because its worker has probably died. */
    public static final Setting<Integer> WORKER_TIME_LIMIT = add(
            "worker_time_limit_seconds",
            new WholeNumber(10, 86_400, "seconds"),
            "1800",
            SettingGroup.RUNS,
            "Worker limit",
            "a paperless-ngx worker that works on one file for longer than this counts as dead; enter the replica's "
                    + "PAPERLESS_WORKER_TIMEOUT, by default 1800");

    public static final Setting<Integer> LOG_RETENTION = add(
            "log_retention_days",
            new WholeNumber(1, 3650, "days"),
            "90",
            SettingGroup.RUNS,
            "Keep the log",
            "older runs, their log and their plans are deleted");

    public static final Setting<Optional<LocalTime>> BACKUP_AT = add(
            "backup_at",
            new TimeOfDay(),
            "02:30",
            SettingGroup.RUNS,
            "Back up the database at",
            "Once a day after this time, the controller writes a backup into the folder backups beside the database; "
                    + "off: no daily backup");

    public static final Setting<Integer> BACKUP_KEEP = add(
            "backup_keep",
            new WholeNumber(1, 365, "copies"),
            "7",
            SettingGroup.RUNS,
            "Keep backups",
            "the controller deletes the oldest backup after it wrote and checked a new one");

    public static final Setting<Boolean> SYNC_CONTENT = add(
            "sync_content",
            new YesNo("copied from the master", "recognised by the replica"),
            "true",
            SettingGroup.CARRIED,
            "Text (OCR) of documents",
            "If the text is copied, the master's text replaces the text that the replica recognised, also after new "
                    + "OCR on the replica");

    public static final Setting<Boolean> NOTE_PREFIX = add(
            "note_prefix",
            new YesNo("at the beginning of the text", "omitted"),
            "true",
            SettingGroup.CARRIED,
            "Author and time of notes",
            "The API can't set author and time of a note, so they can only be part of its text. A change applies to "
                    + "new notes");

    public static final Setting<Drift> DRIFT = add(
            "drift",
            new OneOf<>(
                    Drift.class,
                    List.of(new Option("repair", "set back to the master"), new Option("report", "only reported")),
                    false),
            "repair",
            SettingGroup.CARRIED,
            "Edited on the replica",
            "What a full run does with a document that a user edited on the replica");

    public static final Setting<Optional<LocalTime>> VERIFY_AT = add(
            "verify_at",
            new TimeOfDay(),
            "04:00",
            SettingGroup.VERIFICATION,
            "Nightly verification at",
            "Once a day after this time, the controller verifies some of the copies, beginning with the copies whose "
                    + "last verification is oldest; off: no nightly verification");

    public static final Setting<Integer> VERIFY_PERCENT = add(
            "verify_percent_per_night",
            new WholeNumber(0, 100, "percent a night"),
            "10",
            SettingGroup.VERIFICATION,
            "Share",
            "part of the copies that one nightly verification checks. 10: every copy is verified within ten nights; "
                    + "0: no nightly verification");

    public static final Setting<Verification.How> VERIFY_BYTES = add(
            "verify_bytes",
            new OneOf<>(
                    Verification.How.class,
                    List.of(
                            new Option("checksum", "the checksum on record"),
                            new Option("download", "reading every file")),
                    false),
            "checksum",
            SettingGroup.VERIFICATION,
            "Files are compared by",
            "Reading every file also finds damage on the replica's disk, but downloads all files");

    public static final Setting<Optional<LocalTime>> DRILL_AT = add(
            "drill_at",
            new TimeOfDay(),
            "05:00",
            SettingGroup.VERIFICATION,
            "Monthly drill at",
            "A drill starts after this time of day if the last successful drill is at least 30 days old. A "
                    + "failed drill is repeated on the next day; off: no monthly drill");

    public static final Setting<Integer> DRILL_DOCUMENTS = add(
            "drill_documents",
            new WholeNumber(1, 1000, "documents"),
            "50",
            SettingGroup.VERIFICATION,
            "A drill checks",
            "the drill chooses random copies, first copies that no drill has checked yet, and downloads their files");

    public static final Setting<DeletionMode> DELETION_MODE = add(
            "deletion_mode",
            new OneOf<>(
                    DeletionMode.class,
                    List.of(
                            new Option(
                                    "trash",
                                    "goes to the replica's trash automatically, if it was seen in the "
                                            + "master's trash, was missing in two runs at least ten minutes apart, "
                                            + "and the deletions stay within both limits below; otherwise it waits "
                                            + "for your decision"),
                            new Option("hold", "waits for your decision on the page Deletions"),
                            new Option("off", "stays on the replicas")),
                    true),
            "trash",
            SettingGroup.DELETIONS,
            "A document that is deleted on the master",
            "");

    public static final Setting<Integer> MAX_DELETE_COUNT = add(
            "max_delete_count",
            new WholeNumber(1, 100_000, "documents"),
            "50",
            SettingGroup.DELETIONS,
            "At most",
            "automatic deletions per replica and day; the smaller of this limit and the next one applies. If more "
                    + "documents are missing at the same time, all their deletions wait for your decision");

    public static final Setting<Integer> MAX_DELETE_PERCENT = add(
            "max_delete_percent",
            new WholeNumber(1, 100, "percent"),
            "5",
            SettingGroup.DELETIONS,
            "At most",
            "of the copies on the replica, per day; never less than one document");

    public static final Setting<Integer> ALERT_LAG = add(
            "alert_lag_seconds",
            new WholeNumber(0, 31_536_000, "seconds"),
            "86400",
            SettingGroup.ALERTS,
            "A replica lags after",
            "counted from the last successful run; 0: no alert");

    public static final Setting<ReportDay> REPORT_DAY = add(
            "report_day",
            new OneOf<>(
                    ReportDay.class,
                    Arrays.stream(ReportDay.values())
                            .map(day -> new Option(day.word(), day.text()))
                            .toList(),
                    false),
            "off",
            SettingGroup.ALERTS,
            "Weekly report on",
            "All targets get a report with readiness, documents and changes of the week, for each replica");

    public static final Setting<Optional<LocalTime>> REPORT_AT = add(
            "report_at",
            new TimeOfDay(),
            "08:00",
            SettingGroup.ALERTS,
            "Weekly report at",
            "A time of the day (time zone of the controller); off: no report");

    public static final Setting<Optional<AlertUrl>> RELEASE_URL = add(
            "release_url",
            new WebAddress(),
            "off",
            SettingGroup.ALERTS,
            "Look for a newer release at",
            "The controller asks this address of the API of Gitea or GitHub once a day. Example: "
                    + "https://git.example.org/api/v1/repos/OWNER/pngx-controller/releases/latest; off: the controller "
                    + "never asks");

    /** The stored pause of all replicas. {@link KeyValues#paused} also includes a pause that is kept in memory. */
    public static final Setting<Boolean> PAUSED = add(
            "paused",
            new YesNo("paused", "not paused"),
            "false",
            SettingGroup.BUTTONS,
            "Pause all",
            "While true, no replica is synchronised");

    private static <T> Setting<T> add(
            String key, SettingType<T> type, String byDefault, SettingGroup group, String label, String help) {
        Setting<T> setting = new Setting<>(key, type, byDefault, group, label, help);
        ALL.add(setting);
        return setting;
    }

    public static List<Setting<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** Returns the label with the unit. */
    public String title() {
        return type instanceof WholeNumber number ? label + " (" + number.unit() + ")" : label;
    }

    /** Returns the help with the range of a number. */
    public String hint() {
        return type instanceof WholeNumber number ? number.min() + " to " + number.max() + "; " + help : help;
    }
}
