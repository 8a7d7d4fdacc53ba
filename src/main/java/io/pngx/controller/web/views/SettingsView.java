package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Map;

/**
 * The settings as the API and the pages show them, without the token.
 *
 * @param values key and value of each setting that is not a component of this record
 * @param master result of the last read of the master; null: no master is set
 */
public record SettingsView(
        String masterUrl,
        boolean masterTokenSet,
        boolean masterHeadersSet,
        boolean masterCaCertificateSet,
        @JsonAnyGetter Map<String, Object> values,
        Master master) {
    private static final List<SettingGroup> GROUPS = SettingGroup.ofApi("/api/settings");

    /** @param state {@code unknown} before the first read, then {@code ok} or {@code error} */
    public record Master(String state, String version, Long documents, Text lastError, String readAt) {}

    static SettingsView of(KeyValues settings, ConnectionOptionsTable.Row reach, MasterStatus.Status status) {
        String url = settings.get(Setting.MASTER_URL).orElse(null);
        Master master = url == null
                ? null
                : new Master(
                        status.state(),
                        status.version(),
                        status.documents(),
                        status.lastError(),
                        Times.text(status.readAt()));
        Map<String, Object> values = settings.shown(GROUPS);
        values.put(Setting.PAUSED.key(), settings.paused());
        return new SettingsView(
                url,
                settings.get(Setting.MASTER_TOKEN).isPresent(),
                reach.headers() != null,
                reach.ca() != null,
                values,
                master);
    }

    public Object value(Setting<?> setting) {
        return values.get(setting.key());
    }

    public boolean paused() {
        return Boolean.TRUE.equals(value(Setting.PAUSED));
    }
}
