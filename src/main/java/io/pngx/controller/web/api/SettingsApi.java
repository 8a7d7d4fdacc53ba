package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.FieldNames;
import io.pngx.controller.web.views.Overview;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** {@code /api/settings}, {@code /api/pause}, {@code /api/resume}: reads and changes settings, pauses and resumes. */
public final class SettingsApi {
    private static final List<SettingGroup> GROUPS = SettingGroup.ofApi("/api/settings");
    private static final String MASTER_URL = Setting.MASTER_URL.key();
    private static final String MASTER_TOKEN = Setting.MASTER_TOKEN.key();
    private static final String[] KEYS = Stream.concat(
                    GROUPS.stream().flatMap(group -> group.settings().stream()).map(Setting::key),
                    Stream.of(FieldNames.MASTER_HEADERS, FieldNames.MASTER_CA_CERTIFICATE))
            .toArray(String[]::new);

    private final Database db;
    private final ConnectionOptionsTable connectionOptions;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Logs logs;
    private final Addresses addresses;
    private final Overview overview;
    private final Sections sections;
    private final Vault vault;
    private final Runnable connectionsChanged;

    public SettingsApi(Tables tables, Overview overview, Sections sections, Vault vault, Runnable connectionsChanged) {
        this.db = tables.database();
        this.connectionOptions = tables.connectionOptions();
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.logs = tables.logs();
        this.addresses = new Addresses(tables);
        this.overview = overview;
        this.sections = sections;
        this.vault = vault;
        this.connectionsChanged = connectionsChanged;
    }

    public record Paused(boolean paused) {}

    public Answer show(Exchange exchange) {
        return Call.withoutParameters(exchange).answer(200, overview.settings()).orHtml(sections::master);
    }

    /** Changes all keys that were sent, or none if one is refused. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, KEYS);
        boolean masterChanged = db.inTransaction(() -> write(fields));
        if (masterChanged) {
            connectionsChanged.run();
        }
        return call.answer(200, overview.settings())
                .orGo(
                        Text.of("The settings are saved."),
                        call.from().matches("/setup|/settings/[a-z]+") ? call.from() : "/settings");
    }

    private boolean write(Fields fields) {
        PaperlessUrl url = fields.has(MASTER_URL) ? fields.address(MASTER_URL) : null;
        boolean tokenSent = fields.has(MASTER_TOKEN) && !fields.blank(MASTER_TOKEN);
        String token = tokenSent ? fields.token(MASTER_TOKEN) : null;
        Map<Setting<?>, String> changes = fields.settings(GROUPS);
        boolean moved = url != null && addresses.master().filter(url::equals).isEmpty();
        if (url != null) {
            addresses.checkMaster(fields, MASTER_URL, url);
        }
        if (moved && !tokenSent) {
            fields.refuse(MASTER_TOKEN, Addresses.TOKEN_AGAIN);
        }
        if (tokenSent && !fields.has(MASTER_URL) && addresses.master().isEmpty()) {
            fields.refuse(MASTER_URL, Text.of("is required, because no address is saved"));
        }
        ConnectionOptionsTable.Row saved = connectionOptions.of(Instance.MASTER_HOST);
        ConnectionOptionsTable.Row reach = new ConnectionOptionFields(fields, vault)
                .read(
                        FieldNames.MASTER_HEADERS,
                        FieldNames.MASTER_CA_CERTIFICATE,
                        saved,
                        settings.get(Setting.MASTER_URL).orElse(null),
                        url);
        fields.check();

        connectionOptions.put(Instance.MASTER_HOST, reach);
        if (url != null) {
            settings.put(Setting.MASTER_URL, url.text());
        }
        if (moved) {
            replicas.masterMoved();
        }
        if (token != null) {
            settings.put(Setting.MASTER_TOKEN, vault.encrypt(token));
        }
        if (moved || token != null) {
            logs.addForSystem(
                    LogRow.Level.INFO,
                    "settings",
                    url == null
                            ? Text.of("The token of the master was changed.")
                            : Text.of("The address of the master is now {0}.", url.text()));
        }
        changes.forEach(settings::put);
        return moved || token != null || !reach.equals(saved);
    }

    public Answer pause(Exchange exchange) {
        return paused(
                Call.withoutFields(exchange),
                true,
                Text.of("Synchronisation is paused; each open run ends after its current document."));
    }

    public Answer resume(Exchange exchange) {
        return paused(Call.withoutFields(exchange), false, Text.of("Synchronisation is resumed."));
    }

    private Answer paused(Call call, boolean paused, Text note) {
        Machine machine = db.machine();
        machine.keepPause(null); // this request replaces a pause that is kept in memory
        try {
            write(paused);
            return call.answer(200, new Paused(paused)).orNote(note);
        } catch (DataAccessException | TransactionException e) {
            Optional<MachineFault> fault = machine.failed(e);
            if (fault.isEmpty() || !paused) {
                throw e;
            }
            machine.keepPause(() -> write(true));
            return call.answer(200, new Paused(true))
                    .orNote(Text.of(
                            "{0}. No run starts now. The pause is kept in memory, and is lost if the controller "
                                    + "restarts before the fault ends.",
                            fault.get().what()));
        }
    }

    private void write(boolean paused) {
        db.inTransaction(() -> {
            settings.put(Setting.PAUSED, String.valueOf(paused));
            logs.addForSystem(
                    LogRow.Level.INFO,
                    paused ? "pause" : "resume",
                    Text.of(paused ? "All synchronisation was paused." : "Synchronisation was resumed."));
        });
    }
}
