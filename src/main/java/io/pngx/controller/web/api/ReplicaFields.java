package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.views.FieldNames;

/** Reads the fields of a replica from a request, checks the fields, and stores them. */
final class ReplicaFields {
    /** Keys of a replica that exists. */
    static final String[] OF_A_REPLICA = {
        "name",
        "url",
        "token",
        "enabled",
        "interval_seconds",
        "uploads_in_flight",
        "unselected",
        FieldNames.HEADERS,
        FieldNames.CA_CERTIFICATE
    };
    /**
     * Keys of a new replica. The key {@code paused} is needed, because the setup adds a paused replica and begins with
     * a dry run.
     */
    static final String[] OF_A_NEW_REPLICA = {
        "name",
        "url",
        "token",
        "enabled",
        "interval_seconds",
        "uploads_in_flight",
        "paused",
        FieldNames.HEADERS,
        FieldNames.CA_CERTIFICATE
    };

    static final int UPLOADS_IN_FLIGHT = 2;

    private final Replicas replicas;
    private final ConnectionOptionsTable connectionOptions;
    private final Addresses addresses;
    private final Logs logs;
    private final Vault vault;
    private final Credentials credentials;

    ReplicaFields(Tables tables, Vault vault, Credentials credentials) {
        this.replicas = tables.replicas();
        this.connectionOptions = tables.connectionOptions();
        this.addresses = new Addresses(tables);
        this.logs = tables.logs();
        this.vault = vault;
        this.credentials = credentials;
    }

    /**
     * Adds a replica.
     *
     * @return id of the replica
     * @throws ApiProblem if a value is refused
     */
    long add(Fields fields) {
        String name = name(fields, null);
        PaperlessUrl url = fields.address("url");
        if (url != null) {
            addresses.checkReplica(fields, null, url);
        }
        boolean known =
                fields.blank("token") && url != null && credentials.token(url).isPresent();
        String token = known ? credentials.token(url).get() : fields.token("token");
        Boolean enabled = fields.has("enabled") ? fields.bool("enabled") : Boolean.TRUE;
        Integer interval = fields.number("interval_seconds", Setting.INTERVAL);
        Integer uploads = uploads(fields, UPLOADS_IN_FLIGHT);
        boolean paused = fields.isTrue("paused");
        ConnectionOptionsTable.Row reach = new ConnectionOptionFields(fields, vault)
                .read(FieldNames.HEADERS, FieldNames.CA_CERTIFICATE, ConnectionOptionsTable.Row.NONE, null, url);
        fields.check();
        long added = replicas.add(name, url.text(), vault.encrypt(token), enabled, interval, uploads);
        replicas.pause(added, paused);
        connectionOptions.put(Replica.hostOf(added), reach);
        log(added, Text.of("The replica \"{0}\" at {1} was added.", name, url.text()));
        return added;
    }

    /**
     * Changes all keys that were sent.
     *
     * @throws ApiProblem if a value is refused; then nothing is changed
     */
    void change(Replica old, Fields fields) {
        String name = fields.has("name") ? name(fields, old.id()) : old.name();
        PaperlessUrl url = fields.has("url") ? fields.address("url") : null;
        boolean tokenSent = fields.has("token") && !fields.blank("token");
        String token = tokenSent ? fields.token("token") : null;
        Boolean enabled = fields.has("enabled") ? fields.bool("enabled") : Boolean.valueOf(old.enabled());
        Integer interval = fields.has("interval_seconds")
                ? fields.number("interval_seconds", Setting.INTERVAL)
                : old.intervalSeconds();
        Integer uploads = uploads(fields, old.uploadsInFlight());
        Replica.UnselectedCopies unselected =
                fields.has("unselected") ? fields.word("unselected", Replica.UnselectedCopies.class) : null;
        if (url != null) {
            addresses.checkReplica(fields, old.id(), url);
            if (!tokenSent && !Addresses.sameOrigin(old.url(), url)) {
                fields.refuse("token", Addresses.TOKEN_AGAIN);
            }
        }
        ConnectionOptionsTable.Row saved = connectionOptions.of(old.host());
        ConnectionOptionsTable.Row reach = new ConnectionOptionFields(fields, vault)
                .read(FieldNames.HEADERS, FieldNames.CA_CERTIFICATE, saved, old.url(), url);
        fields.check();
        connectionOptions.put(old.host(), reach);
        if (unselected != null) {
            replicas.unselected(old.id(), unselected);
        }
        boolean moved = url != null && !Addresses.at(old, url);
        replicas.configure(
                old.id(),
                name,
                moved ? url.text() : old.url(),
                token == null ? old.token() : vault.encrypt(token),
                enabled,
                interval,
                uploads);
        if (moved || token != null || !reach.equals(saved)) {
            // The stored state describes the connection with the old address or token.
            replicas.state(old.id(), Replica.State.NEW, null);
        }
        log(
                old.id(),
                moved
                        ? Text.of("The replica \"{0}\" is at {1} now.", name, url.text())
                        : Text.of("The settings of the replica \"{0}\" were changed.", name));
    }

    private static Integer uploads(Fields fields, Integer otherwise) {
        return fields.has("uploads_in_flight") ? fields.uploadsInFlight() : otherwise;
    }

    private String name(Fields fields, Long id) {
        String name = fields.text("name", 60);
        if ("master".equalsIgnoreCase(name)) {
            return fields.refuse("name", Text.of("is the name of the master in the metrics; choose another name"));
        }
        boolean taken = name != null
                && replicas.all().stream()
                        .anyMatch(other ->
                                (id == null || other.id() != id) && other.name().equalsIgnoreCase(name));
        return taken ? fields.refuse("name", Text.of("is already the name of another replica")) : name;
    }

    private void log(long id, Text message) {
        logs.addForReplica(LogRow.Level.INFO, id, "replica", message);
    }
}
