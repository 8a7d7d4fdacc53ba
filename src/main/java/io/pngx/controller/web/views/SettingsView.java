package io.pngx.controller.web.views;

import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Times;
import java.util.Locale;

/**
 * The settings as the API and the pages show them, without the token.
 *
 * @param master result of the last read of the master; null: no master is set
 */
public record SettingsView(
        String masterUrl,
        boolean masterTokenSet,
        boolean masterHeadersSet,
        boolean masterCaCertificateSet,
        int syncIntervalSeconds,
        int logRetentionDays,
        int workerTimeLimitSeconds,
        boolean paused,
        String deletionMode,
        int maxDeleteCount,
        int maxDeletePercent,
        String fullSyncAt,
        boolean syncContent,
        String verifyAt,
        int verifyPercentPerNight,
        String verifyBytes,
        String drift,
        boolean notePrefix,
        String backupAt,
        int backupKeep,
        Master master) {

    /** @param state {@code unknown} before the first read, then {@code ok} or {@code error} */
    public record Master(String state, String version, Long documents, String lastError, String readAt) {}

    static SettingsView of(KeyValues settings, ConnectionOptionsTable.Row reach, MasterStatus.Status status) {
        String url = settings.get(KeyValues.MASTER_URL).orElse(null);
        Master master = url == null
                ? null
                : new Master(
                        status.state(),
                        status.version(),
                        status.documents(),
                        status.lastError(),
                        Times.text(status.readAt()));
        return new SettingsView(
                url,
                settings.get(KeyValues.MASTER_TOKEN).isPresent(),
                reach.headers() != null,
                reach.ca() != null,
                settings.syncIntervalSeconds(),
                settings.logRetentionDays(),
                settings.workerTimeLimitSeconds(),
                settings.paused(),
                settings.deletionMode(),
                settings.maxDeleteCount(),
                settings.maxDeletePercent(),
                settings.fullSyncAt(),
                settings.syncContent(),
                settings.verifyAt(),
                settings.verifyPercentPerNight(),
                lower(settings.verifyBytes()),
                lower(settings.drift()),
                settings.notePrefix(),
                settings.backupAt(),
                settings.backupKeep(),
                master);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
