package io.pngx.controller.web;

import io.pngx.controller.store.KeyValues;
import java.util.Locale;

/**
 * The settings as the API and the page show them; the token never.
 *
 * @param master what was last seen of the master; null before the first contact
 */
public record SettingsView(String masterUrl, boolean masterTokenSet, int syncIntervalSeconds, int logRetentionDays,
        int workerTimeLimitSeconds, boolean paused, Master master) {

    public record Master(String state, String version, Long documents, String lastError) {
    }

    static SettingsView of(KeyValues settings) {
        Master seen = settings.masterSeen().map(master -> new Master(master.state().name().toLowerCase(Locale.ROOT),
                master.version(), master.documents(), master.lastError())).orElse(null);
        return new SettingsView(settings.get(KeyValues.MASTER_URL).orElse(null), settings.get(KeyValues.MASTER_TOKEN).isPresent(),
                settings.syncIntervalSeconds(), settings.logRetentionDays(), settings.workerTimeLimitSeconds(), settings.paused(), seen);
    }
}
