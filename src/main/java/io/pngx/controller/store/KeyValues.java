package io.pngx.controller.store;

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

    private static final String MASTER_STATE = "master_state";
    private static final String MASTER_VERSION = "master_version";
    private static final String MASTER_DOCUMENTS = "master_documents";
    private static final String MASTER_ERROR = "master_error";

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

    /**
     * What the last contact with the master said.
     *
     * @param documents its live documents; null where they could not be counted
     * @param lastError one sentence: why it could not be read; null when it could
     */
    public record MasterSeen(Replica.State state, String version, Long documents, String lastError) {
    }

    /** Empty before the first contact, and after its address was changed. */
    public Optional<MasterSeen> masterSeen() {
        return get(MASTER_STATE).map(state -> new MasterSeen(Replica.State.valueOf(state), get(MASTER_VERSION).orElse(null),
                get(MASTER_DOCUMENTS).map(Long::valueOf).orElse(null), get(MASTER_ERROR).orElse(null)));
    }

    public void masterSeen(MasterSeen seen) {
        db.inTransaction(() -> {
            forgetMasterSeen();
            put(MASTER_STATE, seen.state().name());
            Optional.ofNullable(seen.version()).ifPresent(version -> put(MASTER_VERSION, version));
            Optional.ofNullable(seen.documents()).ifPresent(count -> put(MASTER_DOCUMENTS, count.toString()));
            Optional.ofNullable(seen.lastError()).ifPresent(error -> put(MASTER_ERROR, error));
        });
    }

    /** Another master was named: what was seen of the old one says nothing about it. */
    public void forgetMasterSeen() {
        db.write().sql("delete from settings where key in (?, ?, ?, ?)")
                .params(MASTER_STATE, MASTER_VERSION, MASTER_DOCUMENTS, MASTER_ERROR).update();
    }

    public int syncIntervalSeconds() {
        return number(SYNC_INTERVAL, 900);
    }

    public int logRetentionDays() {
        return number(LOG_RETENTION, 90);
    }

    public int workerTimeLimitSeconds() {
        return number(WORKER_TIME_LIMIT, 1800);
    }

    public boolean paused() {
        return get(PAUSED).map(Boolean::valueOf).orElse(false);
    }
}
