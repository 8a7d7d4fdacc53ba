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
import io.pngx.controller.text.Text;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A setting that users change while the controller runs. Each setting is declared only here. Validation, API and page
 * use this declaration, and a test compares the contract of the API with the declaration.
 *
 * @param key key in the table {@code settings} and in the API
 * @param byDefault default value in stored form; null: no default
 * @param label label of the field, without the unit
 * @param help text under the field, without the range
 */
public record Setting<T>(String key, SettingType<T> type, String byDefault, SettingGroup group, Text label, Text help) {
    /** Interval of the cycles, for all replicas or for one replica. */
    public static final WholeNumber INTERVAL = new WholeNumber(10, 86_400, Text.of("seconds"));

    /** All settings in the order of declaration, which is also the order on the page and in the docs. */
    private static final List<Setting<?>> ALL = new ArrayList<>();

    public static final Setting<Optional<String>> MASTER_URL = add(
            "master_url",
            new Address(),
            null,
            SettingGroup.MASTER,
            Text.of("Address of the master"),
            Text.of("The master's address in the browser, without /dashboard. The controller only reads the master."));

    public static final Setting<Optional<String>> MASTER_TOKEN = add(
            "master_token",
            new Secret(),
            null,
            SettingGroup.MASTER,
            Text.of("API token"),
            Text.of("Token of a superuser; paperless-ngx shows it under My Profile."));

    public static final Setting<Integer> SYNC_INTERVAL = add(
            "sync_interval_seconds",
            INTERVAL,
            "900",
            SettingGroup.RUNS,
            Text.of("Look for changes every"),
            Text.of("a replica may have its own interval. A run without changes sends only a few requests"));

    public static final Setting<Optional<LocalTime>> FULL_SYNC_AT = add(
            "full_sync_at",
            new TimeOfDay(),
            "03:00",
            SettingGroup.RUNS,
            Text.of("Full run at"),
            Text.of("Once a day, after this time of day (time zone of the controller), a run compares every document; "
                    + "off: no daily full run"));

    /** Seconds after which a task without an outcome counts as lost, because its worker has probably died. */
    public static final Setting<Integer> WORKER_TIME_LIMIT = add(
            "worker_time_limit_seconds",
            new WholeNumber(10, 86_400, Text.of("seconds")),
            "1800",
            SettingGroup.RUNS,
            Text.of("Worker limit"),
            Text.of("a paperless-ngx worker that works on one file for longer than this limit counts as dead; enter "
                    + "the value of PAPERLESS_WORKER_TIMEOUT on the replica (1800 if that variable is not set)"));

    public static final Setting<Integer> LOG_RETENTION = add(
            "log_retention_days",
            new WholeNumber(1, 3650, Text.of("days")),
            "90",
            SettingGroup.RUNS,
            Text.of("Keep the log"),
            Text.of("the controller deletes older log lines, and older runs with the results of their dry runs"));

    public static final Setting<Optional<LocalTime>> BACKUP_AT = add(
            "backup_at",
            new TimeOfDay(),
            "02:30",
            SettingGroup.RUNS,
            Text.of("Back up the database at"),
            Text.of("Once a day, after this time of day, the controller writes a backup into the folder backups "
                    + "beside the database; off: no daily backup"));

    public static final Setting<Integer> BACKUP_KEEP = add(
            "backup_keep",
            new WholeNumber(1, 365, Text.of("copies")),
            "7",
            SettingGroup.RUNS,
            Text.of("Keep backups"),
            Text.of("the controller deletes the oldest backup after it wrote and checked a new one"));

    public static final Setting<Boolean> SYNC_CONTENT = add(
            "sync_content",
            new YesNo(Text.of("copied from the master"), Text.of("recognised by the replica")),
            "true",
            SettingGroup.CARRIED,
            Text.of("Text (OCR) of documents"),
            Text.of("If the text is copied, the master's text replaces the text that the replica recognised, also "
                    + "after new OCR on the replica"));

    public static final Setting<Boolean> NOTE_PREFIX = add(
            "note_prefix",
            new YesNo(Text.of("at the beginning of the text"), Text.of("omitted")),
            "true",
            SettingGroup.CARRIED,
            Text.of("Author and time of notes"),
            Text.of("The API can't set author and time of a note, so author and time can only be part of the "
                    + "note's text. A change of this setting applies only to new notes"));

    public static final Setting<Drift> DRIFT = add(
            "drift",
            new OneOf<>(
                    Drift.class,
                    List.of(
                            new Option("repair", Text.of("set back to the master's values")),
                            new Option("report", Text.of("only reported"))),
                    false),
            "repair",
            SettingGroup.CARRIED,
            Text.of("Edited on the replica"),
            Text.of("What a full run does with a document that a user edited on the replica"));

    public static final Setting<Optional<LocalTime>> VERIFY_AT = add(
            "verify_at",
            new TimeOfDay(),
            "04:00",
            SettingGroup.VERIFICATION,
            Text.of("Nightly verification at"),
            Text.of("Once a day, after this time of day, the controller verifies some of the copies, beginning with "
                    + "the copies whose last verification is oldest; off: no nightly verification"));

    public static final Setting<Integer> VERIFY_PERCENT = add(
            "verify_percent_per_night",
            new WholeNumber(0, 100, Text.of("percent a night")),
            "10",
            SettingGroup.VERIFICATION,
            Text.of("Share"),
            Text.of("percentage of the copies that one nightly verification checks. 20: every copy is verified within "
                    + "five nights; 0: no nightly verification"));

    public static final Setting<Verification.How> VERIFY_BYTES = add(
            "verify_bytes",
            new OneOf<>(
                    Verification.How.class,
                    List.of(
                            new Option("checksum", Text.of("the checksum that the replica reports")),
                            new Option("download", Text.of("reading every file"))),
                    false),
            "checksum",
            SettingGroup.VERIFICATION,
            Text.of("Files are compared by"),
            Text.of("Reading every file also finds damage on the replica's disk, but downloads all files"));

    public static final Setting<Optional<LocalTime>> DRILL_AT = add(
            "drill_at",
            new TimeOfDay(),
            "05:00",
            SettingGroup.VERIFICATION,
            Text.of("Monthly drill at"),
            Text.of("A drill starts after this time of day if the last successful drill is at least 30 days old. A "
                    + "failed drill is repeated on the next day; off: no monthly drill"));

    public static final Setting<Integer> DRILL_DOCUMENTS = add(
            "drill_documents",
            new WholeNumber(1, 1000, Text.of("documents")),
            "50",
            SettingGroup.VERIFICATION,
            Text.of("A drill checks"),
            Text.of("the drill chooses copies at random, starting with those that no drill has checked yet, and "
                    + "downloads their files"));

    public static final Setting<DeletionMode> DELETION_MODE = add(
            "deletion_mode",
            new OneOf<>(
                    DeletionMode.class,
                    List.of(
                            new Option(
                                    "trash",
                                    Text.of("goes to the replica's trash automatically if the document was "
                                            + "seen in the master's trash and was missing in two runs at "
                                            + "least ten minutes apart, and if both limits below allow "
                                            + "its deletion. Otherwise the deletion waits for your "
                                            + "decision")),
                            new Option("hold", Text.of("waits for your decision on the page Deletions")),
                            new Option("off", Text.of("stays on the replicas"))),
                    true),
            "trash",
            SettingGroup.DELETIONS,
            Text.of("A document that is deleted on the master"),
            Text.of(""));

    public static final Setting<Integer> MAX_DELETE_COUNT = add(
            "max_delete_count",
            new WholeNumber(1, 100_000, Text.of("documents")),
            "50",
            SettingGroup.DELETIONS,
            Text.of("At most"),
            Text.of("automatic deletions on a replica in 24 hours; the smaller of this limit and the next limit "
                    + "applies. If more deletions are due than allowed, all of them wait for your decision"));

    public static final Setting<Integer> MAX_DELETE_PERCENT = add(
            "max_delete_percent",
            new WholeNumber(1, 100, Text.of("percent")),
            "5",
            SettingGroup.DELETIONS,
            Text.of("At most"),
            Text.of("of the copies on the replica, in 24 hours; one automatic deletion is always allowed"));

    public static final Setting<Integer> ALERT_LAG = add(
            "alert_lag_seconds",
            new WholeNumber(0, 31_536_000, Text.of("seconds")),
            "86400",
            SettingGroup.ALERTS,
            Text.of("A replica lags after"),
            Text.of("counted from the last successful run; 0: no alert"));

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
            Text.of("Weekly report on"),
            Text.of("All alert targets get a report about each replica: its readiness, its documents, and its "
                    + "changes of the last 7 days"));

    public static final Setting<Optional<LocalTime>> REPORT_AT = add(
            "report_at",
            new TimeOfDay(),
            "08:00",
            SettingGroup.ALERTS,
            Text.of("Weekly report at"),
            Text.of("A time of the day (time zone of the controller); off: no report"));

    public static final Setting<Optional<AlertUrl>> RELEASE_URL = add(
            "release_url",
            new WebAddress(),
            "off",
            SettingGroup.ALERTS,
            Text.of("Look for a newer release at"),
            Text.of("The controller asks this address of the API of Gitea or GitHub once a day. Example: "
                    + "https://git.example.org/api/v1/repos/OWNER/pngx-controller/releases/latest; off: the "
                    + "controller never asks"));

    /**
     * The stored pause of all replicas. During a fault of the machine, a pause is only in memory: read {@link
     * KeyValues#paused}.
     */
    public static final Setting<Boolean> PAUSED = add(
            "paused",
            new YesNo(Text.of("paused"), Text.of("not paused")),
            "false",
            SettingGroup.BUTTONS,
            Text.of("Pause all"),
            Text.of("While true, no replica is synchronised"));

    private static <T> Setting<T> add(
            String key, SettingType<T> type, String byDefault, SettingGroup group, Text label, Text help) {
        Setting<T> setting = new Setting<>(key, type, byDefault, group, label, help);
        ALL.add(setting);
        return setting;
    }

    public static List<Setting<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** Returns the label with the unit. */
    public Text title() {
        return type instanceof WholeNumber number ? Text.of("{0} ({1})", label, number.unit()) : label;
    }

    /** Returns the help with the range of a number. */
    public Text hint() {
        return type instanceof WholeNumber number
                ? Text.of("{0} to {1}; {2}", String.valueOf(number.min()), String.valueOf(number.max()), help)
                : help;
    }
}
