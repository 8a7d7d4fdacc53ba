package io.pngx.controller.web;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Reaches;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.sync.Deletion;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** {@code /api/settings}, {@code /api/pause}, {@code /api/resume}. */
public final class SettingsApi {
    static final String MASTER_HEADERS = "master_headers";
    static final String MASTER_CA = "master_ca_certificate";

    private final Database db;
    private final Reaches reaches;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Logs logs;
    private final Addresses addresses;
    private final Overview overview;
    private final Sections sections;
    private final Vault vault;
    private final Runnable connectionsChanged;

    SettingsApi(Database db, Overview overview, Sections sections, Vault vault, Runnable connectionsChanged) {
        this.db = db;
        this.reaches = new Reaches(db);
        this.settings = new KeyValues(db);
        this.replicas = new Replicas(db);
        this.logs = new Logs(db);
        this.addresses = new Addresses(db);
        this.overview = overview;
        this.sections = sections;
        this.vault = vault;
        this.connectionsChanged = connectionsChanged;
    }

    public record Paused(boolean paused) {
    }

    public Answer show(Exchange exchange) {
        return Call.of(exchange).answer(200, overview.settings()).orHtml(sections::master);
    }

    /** Changes the keys that were sent, all or none. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = Fields.body(call, KeyValues.MASTER_URL, KeyValues.MASTER_TOKEN, KeyValues.SYNC_INTERVAL,
                KeyValues.LOG_RETENTION, KeyValues.WORKER_TIME_LIMIT, KeyValues.PAUSED,
                KeyValues.DELETION_MODE, KeyValues.MAX_DELETE_COUNT, KeyValues.MAX_DELETE_PERCENT,
                KeyValues.FULL_SYNC_AT, KeyValues.SYNC_CONTENT, KeyValues.VERIFY_AT, KeyValues.VERIFY_PERCENT, KeyValues.VERIFY_BYTES, KeyValues.DRIFT,
                KeyValues.NOTE_PREFIX, KeyValues.BACKUP_AT, KeyValues.BACKUP_KEEP, MASTER_HEADERS, MASTER_CA);
        boolean masterChanged = db.inTransaction(() -> write(fields));
        if (masterChanged) {
            connectionsChanged.run();
        }
        return call.answer(200, overview.settings()).orGo("The settings are saved.",
                call.from().equals("/setup") ? "/setup" : "/settings");
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
        Bytes verifyBytes = fields.word(KeyValues.VERIFY_BYTES, Bytes.class);
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
        Reaches.Row saved = reaches.of(Instance.MASTER_HOST);
        Reaches.Row reach = new ReachFields(fields, vault).read(MASTER_HEADERS, MASTER_CA, saved, settings.get(KeyValues.MASTER_URL).orElse(null), url);
        fields.check();

        reaches.put(Instance.MASTER_HOST, reach);
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
            logs.add(LogRow.Level.INFO, null, null, null, "settings", url == null ? "The master has another token."
                    : "The master is " + url.text() + ".");
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

    /** What a verification believes of a file. */
    private enum Bytes { CHECKSUM, DOWNLOAD }

    /** What becomes of a document that was edited on the replica. */
    private enum Drift { REPAIR, REPORT }

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
        machine.keepPause(null); // the last word counts
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
            logs.add(LogRow.Level.INFO, null, null, null, paused ? "pause" : "resume",
                    paused ? "All synchronisation was paused." : "Synchronisation was resumed.");
        });
    }
}
