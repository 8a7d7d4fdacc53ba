package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Verification;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.FieldNames;
import io.pngx.controller.web.views.Overview;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** {@code /api/settings}, {@code /api/pause}, {@code /api/resume}: reads and changes settings, pauses and resumes. */
public final class SettingsApi {
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

    public SettingsApi(Database db, Overview overview, Sections sections, Vault vault, Runnable connectionsChanged) {
        this.db = db;
        this.connectionOptions = new ConnectionOptionsTable(db);
        this.settings = new KeyValues(db);
        this.replicas = new Replicas(db);
        this.logs = new Logs(db);
        this.addresses = new Addresses(db);
        this.overview = overview;
        this.sections = sections;
        this.vault = vault;
        this.connectionsChanged = connectionsChanged;
    }

    public record Paused(boolean paused) {}

    public Answer show(Exchange exchange) {
        return Call.of(exchange).answer(200, overview.settings()).orHtml(sections::master);
    }

    /** Changes the keys that were sent, all or none. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = Fields.body(
                call,
                KeyValues.MASTER_URL,
                KeyValues.MASTER_TOKEN,
                KeyValues.SYNC_INTERVAL,
                KeyValues.LOG_RETENTION,
                KeyValues.WORKER_TIME_LIMIT,
                KeyValues.PAUSED,
                KeyValues.DELETION_MODE,
                KeyValues.MAX_DELETE_COUNT,
                KeyValues.MAX_DELETE_PERCENT,
                KeyValues.FULL_SYNC_AT,
                KeyValues.SYNC_CONTENT,
                KeyValues.VERIFY_AT,
                KeyValues.VERIFY_PERCENT,
                KeyValues.VERIFY_BYTES,
                KeyValues.DRIFT,
                KeyValues.NOTE_PREFIX,
                KeyValues.BACKUP_AT,
                KeyValues.BACKUP_KEEP,
                FieldNames.MASTER_HEADERS,
                FieldNames.MASTER_CA_CERTIFICATE);
        boolean masterChanged = db.inTransaction(() -> write(fields));
        if (masterChanged) {
            connectionsChanged.run();
        }
        return call.answer(200, overview.settings())
                .orGo("The settings are saved.", call.from().equals("/setup") ? "/setup" : "/settings");
    }

    private boolean write(Fields fields) {
        PaperlessUrl url = fields.has(KeyValues.MASTER_URL) ? fields.address(KeyValues.MASTER_URL) : null;
        boolean tokenSent = fields.has(KeyValues.MASTER_TOKEN) && !fields.blank(KeyValues.MASTER_TOKEN);
        String token = tokenSent ? fields.token(KeyValues.MASTER_TOKEN) : null;
        Integer interval = fields.numberNotNull(KeyValues.SYNC_INTERVAL, 10, 86_400);
        Integer retention = fields.numberNotNull(KeyValues.LOG_RETENTION, 1, 3650);
        Integer worker = fields.numberNotNull(KeyValues.WORKER_TIME_LIMIT, 10, 86_400);
        Boolean paused = fields.has(KeyValues.PAUSED) ? fields.bool(KeyValues.PAUSED) : null;
        Deletion.Mode deletions = fields.word(KeyValues.DELETION_MODE, Deletion.Mode.class);
        Integer maxCount = fields.numberNotNull(KeyValues.MAX_DELETE_COUNT, 1, 100_000);
        Integer maxPercent = fields.numberNotNull(KeyValues.MAX_DELETE_PERCENT, 1, 100);
        String fullSyncAt = fields.has(KeyValues.FULL_SYNC_AT) ? fields.timeOrOff(KeyValues.FULL_SYNC_AT) : null;
        Boolean content = fields.has(KeyValues.SYNC_CONTENT) ? fields.bool(KeyValues.SYNC_CONTENT) : null;
        String verifyAt = fields.has(KeyValues.VERIFY_AT) ? fields.timeOrOff(KeyValues.VERIFY_AT) : null;
        Integer verifyPercent = fields.numberNotNull(KeyValues.VERIFY_PERCENT, 0, 100);
        Verification.How verifyBytes = fields.word(KeyValues.VERIFY_BYTES, Verification.How.class);
        Drift drift = fields.word(KeyValues.DRIFT, Drift.class);
        Boolean notePrefix = fields.has(KeyValues.NOTE_PREFIX) ? fields.bool(KeyValues.NOTE_PREFIX) : null;
        String backupAt = fields.has(KeyValues.BACKUP_AT) ? fields.timeOrOff(KeyValues.BACKUP_AT) : null;
        Integer backupKeep = fields.numberNotNull(KeyValues.BACKUP_KEEP, 1, 365);
        boolean moved = url != null && addresses.master().filter(url::equals).isEmpty();
        if (url != null) {
            addresses.checkMaster(fields, KeyValues.MASTER_URL, url);
        }
        if (moved && !tokenSent) {
            fields.refuse(KeyValues.MASTER_TOKEN, Addresses.TOKEN_AGAIN);
        }
        if (tokenSent && !fields.has(KeyValues.MASTER_URL) && addresses.master().isEmpty()) {
            fields.refuse(KeyValues.MASTER_URL, "is required with the first token");
        }
        ConnectionOptionsTable.Row saved = connectionOptions.of(Instance.MASTER_HOST);
        ConnectionOptionsTable.Row reach = new ConnectionOptionFields(fields, vault)
                .read(
                        FieldNames.MASTER_HEADERS,
                        FieldNames.MASTER_CA_CERTIFICATE,
                        saved,
                        settings.get(KeyValues.MASTER_URL).orElse(null),
                        url);
        fields.check();

        connectionOptions.put(Instance.MASTER_HOST, reach);
        if (url != null) {
            settings.put(KeyValues.MASTER_URL, url.text());
        }
        if (moved) {
            replicas.masterMoved();
        }
        if (token != null) {
            settings.put(KeyValues.MASTER_TOKEN, vault.encrypt(token));
        }
        if (moved || token != null) {
            logs.add(
                    LogRow.Level.INFO,
                    null,
                    null,
                    null,
                    "settings",
                    url == null ? "The master has another token." : "The master is " + url.text() + ".");
        }
        put(KeyValues.SYNC_INTERVAL, interval);
        put(KeyValues.LOG_RETENTION, retention);
        put(KeyValues.WORKER_TIME_LIMIT, worker);
        put(KeyValues.PAUSED, paused);
        put(KeyValues.DELETION_MODE, lower(deletions));
        put(KeyValues.MAX_DELETE_COUNT, maxCount);
        put(KeyValues.MAX_DELETE_PERCENT, maxPercent);
        put(KeyValues.FULL_SYNC_AT, fullSyncAt);
        put(KeyValues.SYNC_CONTENT, content);
        put(KeyValues.VERIFY_AT, verifyAt);
        put(KeyValues.VERIFY_PERCENT, verifyPercent);
        put(KeyValues.VERIFY_BYTES, lower(verifyBytes));
        put(KeyValues.DRIFT, lower(drift));
        put(KeyValues.NOTE_PREFIX, notePrefix);
        put(KeyValues.BACKUP_AT, backupAt);
        put(KeyValues.BACKUP_KEEP, backupKeep);
        return moved || token != null || !reach.equals(saved);
    }

    private static String lower(Enum<?> word) {
        return word == null ? null : word.name().toLowerCase(Locale.ROOT);
    }

    private void put(String key, Object value) {
        if (value != null) {
            settings.put(key, value.toString());
        }
    }

    public Answer pause(Exchange exchange) {
        return paused(Call.of(exchange), true, "Synchronisation is paused; runs in hand end after their document.");
    }

    public Answer resume(Exchange exchange) {
        return paused(Call.of(exchange), false, "Synchronisation goes on.");
    }

    private Answer paused(Call call, boolean paused, String note) {
        Machine machine = db.machine();
        machine.keepPause(null); // a later request replaces a pause in memory
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
                    .orNote(fault.get().what()
                            + "; nothing runs now. The pause is kept in memory, and is lost if the controller "
                            + "restarts before the fault ends.");
        }
    }

    private void write(boolean paused) {
        db.inTransaction(() -> {
            settings.put(KeyValues.PAUSED, String.valueOf(paused));
            logs.add(
                    LogRow.Level.INFO,
                    null,
                    null,
                    null,
                    paused ? "pause" : "resume",
                    paused ? "All synchronisation was paused." : "Synchronisation was resumed.");
        });
    }
}
