package io.pngx.controller.store;

import io.pngx.controller.store.SettingType.Plain;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Table {@code settings}: settings that users change while the controller runs, and state of the controller. */
public final class KeyValues {
    /**
     * Key of the reason why the last backup failed. The key is missing if the last backup succeeded. The value is
     * state, not a setting.
     */
    public static final String BACKUP_ERROR = "backup_error";

    /**
     * Key of the time since which the master could not be read. The key is missing if the last reading succeeded. The
     * value is state, not a setting.
     */
    public static final String MASTER_FAILING_SINCE = "master_failing_since";

    /**
     * Key of what the promoted instance held at the last swap: the id of the switchover, a digest of the documents, and
     * a digest of lookups and accounts; empty if the instance was not read. The value is state, not a setting.
     */
    public static final String PROMOTED_AT_SWAP = "promoted_at_swap";

    /** Key of the version that the master had when it was last read. The value is state, not a setting. */
    private static final String MASTER_VERSION = "master_version";

    /** Key of the address whose version is stored as {@link #MASTER_VERSION}. The value is state, not a setting. */
    private static final String MASTER_VERSION_URL = "master_version_url";

    /**
     * Key of the last release that a check found to be newer than the controller. The key stays after an upgrade, so a
     * reader must compare the release with the version of the controller. The key is missing if no check found such a
     * release, or if the check is off. The value is state, not a setting.
     */
    public static final String NEWER_RELEASE = "newer_release";

    private final Database db;

    public KeyValues(Database db) {
        this.db = db;
    }

    /**
     * Returns the stored value of a setting, or its default. Throws if the stored text is not valid for the type of the
     * setting.
     */
    public <T> T get(Setting<T> setting) {
        return setting.type().read(text(setting));
    }

    private String text(Setting<?> setting) {
        return get(setting.key()).orElse(setting.byDefault());
    }

    /** Returns the stored text of a key, without a default. */
    public Optional<String> get(String key) {
        return db.read()
                .sql("select value from settings where key = ?")
                .param(key)
                .query(String.class)
                .optional();
    }

    /** Returns the settings of some groups by key, in the form of the API. Addresses and secrets are omitted. */
    public Map<String, Object> shown(Collection<SettingGroup> groups) {
        Map<String, String> stored = new HashMap<>();
        db.read().sql("select key, value from settings").query(rs -> {
            stored.put(rs.getString("key"), rs.getString("value"));
        });
        Map<String, Object> shown = new LinkedHashMap<>();
        for (Setting<?> setting : Setting.all()) {
            if (groups.contains(setting.group()) && setting.type() instanceof Plain<?> type) {
                shown.put(setting.key(), type.shown(stored.getOrDefault(setting.key(), setting.byDefault())));
            }
        }
        return shown;
    }

    /** @param text a valid value in its stored form */
    public void put(Setting<?> setting, String text) {
        put(setting.key(), text);
    }

    public void put(String key, String value) {
        db.write()
                .sql("insert into settings(key, value) values (?, ?) on conflict do update set value = excluded.value")
                .params(key, value)
                .update();
        db.stopReasons().changed();
    }

    public void forget(String key) {
        db.write().sql("delete from settings where key = ?").param(key).update();
        db.stopReasons().changed();
    }

    /** Returns the time since which the master cannot be read; null: the last reading succeeded. */
    public Instant masterFailingSince() {
        return get(MASTER_FAILING_SINCE).map(Times::instant).orElse(null);
    }

    /** Stores the version of the master at this address. */
    public void masterVersion(String version, String url) {
        if (get(MASTER_VERSION).filter(version::equals).isPresent()
                && get(MASTER_VERSION_URL).filter(url::equals).isPresent()) {
            return;
        }
        db.inTransaction(() -> {
            put(MASTER_VERSION, version);
            put(MASTER_VERSION_URL, url);
        });
    }

    /** Returns the version that the present master had when it was last read. */
    public Optional<String> masterVersion() {
        return get(Setting.MASTER_URL)
                .filter(url -> get(MASTER_VERSION_URL).filter(url::equals).isPresent())
                .flatMap(url -> get(MASTER_VERSION));
    }

    /** Returns the time between two cycles of a replica. */
    public Duration interval(Replica replica) {
        return Duration.ofSeconds(
                Objects.requireNonNullElseGet(replica.intervalSeconds(), () -> get(Setting.SYNC_INTERVAL)));
    }

    public Duration workerTimeLimit() {
        return Duration.ofSeconds(get(Setting.WORKER_TIME_LIMIT));
    }

    /** @return whether all replicas are paused */
    public boolean paused() {
        return db.machine().keepsPause() || get(Setting.PAUSED);
    }
}
