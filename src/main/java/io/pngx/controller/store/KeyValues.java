package io.pngx.controller.store;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Table {@code settings}: what is changed at run time. */
public final class KeyValues {
    /** Seconds between the cycles of a replica that has no interval of its own. */
    public static final String SYNC_INTERVAL = "sync_interval_seconds";
    /** Days that log rows and finished runs are kept. */
    public static final String LOG_RETENTION = "log_retention_days";
    /** Seconds after which a consumer that gave no outcome is taken for dead: paperless's PAPERLESS_WORKER_TIMEOUT. */
    public static final String WORKER_TIME_LIMIT = "worker_time_limit_seconds";
    public static final String MASTER_URL = "master_url";
    /** Encrypted. */
    public static final String MASTER_TOKEN = "master_token";
    /** "true": no replica is synchronised. */
    public static final String PAUSED = "paused";

    /** {@code off}, {@code hold} or {@code trash}, which is the default. */
    public static final String DELETION_MODE = "deletion_mode";
    /** Most documents that may be deleted on a replica in a day without a person. */
    public static final String MAX_DELETE_COUNT = "max_delete_count";
    /** The same in percent of the documents that the replica holds for the master; the smaller of both counts. */
    public static final String MAX_DELETE_PERCENT = "max_delete_percent";

    /** "false": notes are carried without author and time in front. */
    public static final String NOTE_PREFIX = "note_prefix";
    /** Time of the day, {@code HH:MM}, from which on the next run of a replica is a full one; {@link #OFF}: only by hand. */
    public static final String FULL_SYNC_AT = "full_sync_at";
    /** "true": the text of documents is carried, too. */
    public static final String SYNC_CONTENT = "sync_content";
    /** Time of the day at which the nightly verification begins; {@link #OFF}: only by hand. */
    public static final String VERIFY_AT = "verify_at";
    /** Share of the mapped documents that is verified in a night. */
    public static final String VERIFY_PERCENT = "verify_percent_per_night";
    /** {@code checksum} or {@code download}. */
    public static final String VERIFY_BYTES = "verify_bytes";
    /** {@code repair} or {@code report}: what becomes of a document that was edited on the replica. */
    public static final String DRIFT = "drift";
    /** Seconds without a success after which a replica is said to lag; 0: it never is. */
    public static final String ALERT_LAG = "alert_lag_seconds";
    /** Time of the day from which on the database is copied once; {@link #OFF}: only by hand. */
    public static final String BACKUP_AT = "backup_at";
    /** How many of these copies are kept. */
    public static final String BACKUP_KEEP = "backup_keep";
    /** Why the last copy failed; not there: it did not. */
    public static final String BACKUP_ERROR = "backup_error";
    /** In place of a time of the day. */
    public static final String OFF = "off";

    private final Database db;

    public KeyValues(Database db) {
        this.db = db;
    }

    public Optional<String> get(String key) {
        return db.read().sql("select value from settings where key = ?").param(key).query(String.class).optional();
    }

    public int number(String key, int otherwise) {
        return get(key).map(Integer::valueOf).orElse(otherwise);
    }

    public void put(String key, String value) {
        db.write().sql("insert into settings(key, value) values (?, ?) on conflict do update set value = excluded.value")
                .params(key, value).update();
    }

    public void forget(String key) {
        db.write().sql("delete from settings where key = ?").param(key).update();
    }

    public int syncIntervalSeconds() {
        return number(SYNC_INTERVAL, 900);
    }

    /** Between two cycles of this replica. */
    public Duration interval(Replica replica) {
        return Duration.ofSeconds(Objects.requireNonNullElse(replica.intervalSeconds(), syncIntervalSeconds()));
    }

    public int logRetentionDays() {
        return number(LOG_RETENTION, 90);
    }

    public int workerTimeLimitSeconds() {
        return number(WORKER_TIME_LIMIT, 1800);
    }

    public Duration workerTimeLimit() {
        return Duration.ofSeconds(workerTimeLimitSeconds());
    }

    public String deletionMode() {
        return get(DELETION_MODE).orElse("trash");
    }

    public int maxDeleteCount() {
        return number(MAX_DELETE_COUNT, 50);
    }

    public int maxDeletePercent() {
        return number(MAX_DELETE_PERCENT, 5);
    }

    public boolean notePrefix() {
        return get(NOTE_PREFIX).map(Boolean::valueOf).orElse(true);
    }

    public String fullSyncAt() {
        return get(FULL_SYNC_AT).orElse("03:00");
    }

    public boolean syncContent() {
        return get(SYNC_CONTENT).map(Boolean::valueOf).orElse(true);
    }

    public String verifyAt() {
        return get(VERIFY_AT).orElse("04:00");
    }

    public int verifyPercentPerNight() {
        return number(VERIFY_PERCENT, 10);
    }

    public String verifyBytes() {
        return get(VERIFY_BYTES).orElse("checksum");
    }

    public String drift() {
        return get(DRIFT).orElse("repair");
    }

    public int alertLagSeconds() {
        return number(ALERT_LAG, 86_400);
    }

    public String backupAt() {
        return get(BACKUP_AT).orElse("02:30");
    }

    public int backupKeep() {
        return number(BACKUP_KEEP, 7);
    }

    public boolean paused() {
        return db.machine().keepsPause() || get(PAUSED).map(Boolean::valueOf).orElse(false);
    }
}
