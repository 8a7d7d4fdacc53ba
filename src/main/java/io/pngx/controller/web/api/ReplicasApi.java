package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentList;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.StatusFilter;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Paging;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.FieldNames;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import org.apache.camel.Exchange;

/** {@code /api/replicas}: adds, changes, pauses and removes replicas, and lists their documents. */
public final class ReplicasApi {
    private static final String[] KEYS = {
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
    private static final String[] NEW_KEYS = {
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

    private final Database db;
    private final Replicas replicas;
    private final ConnectionOptionsTable connectionOptions;
    private final Runs runs;
    private final Logs logs;
    private final Addresses addresses;
    private final Overview overview;
    private final Sections sections;
    private final Vault vault;
    private final Credentials credentials;
    private final Runnable connectionsChanged;

    public ReplicasApi(
            Database db,
            Overview overview,
            Sections sections,
            Vault vault,
            Credentials credentials,
            Runnable connectionsChanged) {
        this.db = db;
        this.replicas = new Replicas(db);
        this.connectionOptions = new ConnectionOptionsTable(db);
        this.runs = new Runs(db);
        this.logs = new Logs(db);
        this.addresses = new Addresses(db);
        this.overview = overview;
        this.sections = sections;
        this.vault = vault;
        this.credentials = credentials;
        this.connectionsChanged = connectionsChanged;
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        RequestFields.query(call).check();
        return call.answer(200, Items.all(overview.replicas())).orHtml(sections::replicas);
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        ReplicaView replica = overview.replica(call.id("replica"));
        return call.answer(200, replica).orHtml(() -> sections.replica(replica));
    }

    public Answer readiness(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, overview.readiness(call.id("replica")));
    }

    public Answer add(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, NEW_KEYS);
        long id = db.inTransaction(() -> {
            String name = name(fields, null);
            PaperlessUrl url = fields.address("url");
            if (url != null) {
                addresses.checkReplica(fields, null, url);
            }
            boolean known = fields.blank("token")
                    && url != null
                    && credentials.token(url).isPresent();
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
            log(added, "replica", Text.of("The replica \"{0}\" at {1} was added.", name, url.text()));
            return added;
        });
        connectionsChanged.run();
        ReplicaView view = overview.replica(id);
        return call.answer(201, view)
                .orGo(
                        view.paused()
                                ? Text.of("The replica \"{0}\" is added.", view.name())
                                : Text.of("The replica \"{0}\" is added; its first run starts soon.", view.name()),
                        call.from().equals("/setup") ? "/setup" : "/replicas/" + id);
    }

    /** Changes all keys that were sent, or none if one is refused. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("replica");
        Fields fields = RequestFields.body(call, KEYS);
        db.inTransaction(() -> write(overview.find(id), fields));
        connectionsChanged.run();
        ReplicaView view = overview.replica(id);
        return call.answer(200, view).orGo(Text.of("The replica \"{0}\" is saved.", view.name()), "/replicas/" + id);
    }

    private void write(Replica old, Fields fields) {
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
                "replica",
                moved
                        ? Text.of("The replica \"{0}\" is at {1} now.", name, url.text())
                        : Text.of("The settings of the replica \"{0}\" were changed.", name));
    }

    private static Integer uploads(Fields fields, Integer otherwise) {
        return fields.has("uploads_in_flight") ? fields.numberNotNull("uploads_in_flight", 1, 8) : otherwise;
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

    /** Removes the replica from the controller. All documents stay on the replica. */
    public Answer delete(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        long id = call.id("replica");
        overview.find(id);
        call.requireConfirmation();
        String name = db.inTransaction(() -> {
            Replica replica = overview.find(id);
            if (runs.open(id).isPresent()) {
                throw ApiProblem.conflict(Text.of(
                        "A run of the replica \"{0}\" is open; cancel the run, then delete the replica.",
                        replica.name()));
            }
            replicas.delete(id);
            log(
                    id,
                    "replica",
                    Text.of(
                            "The replica \"{0}\" was removed from the controller; its documents were not changed.",
                            replica.name()));
            return replica.name();
        });
        connectionsChanged.run();
        return call.answer(204, null)
                .orGo(
                        Text.of(
                                "The replica \"{0}\" is removed from the controller; its documents were not changed.",
                                name),
                        "/replicas");
    }

    /** Lists the documents of a replica, newest first. */
    public Answer documents(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = overview.find(call.id("replica")).id();
        Fields query = RequestFields.query(call, "status", "q", Paging.AFTER, Paging.LIMIT);
        StatusFilter status = query.word("status", StatusFilter.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Paging paging = Paging.of(query);
        query.check();
        DocumentList.Filter filter = new DocumentList.Filter(id, status, text, paging.after(), paging.limit());
        return call.answer(200, Items.of(overview.documents(filter), overview.count(filter)));
    }

    public Answer pause(Exchange exchange) {
        return paused(Call.withoutParameters(exchange), true, false);
    }

    public Answer resume(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = RequestFields.query(call, "enable");
        boolean switchOn = query.isTrue("enable");
        query.check();
        return paused(call, false, switchOn);
    }

    private Answer paused(Call call, boolean paused, boolean switchOn) {
        long id = call.id("replica");
        db.inTransaction(() -> {
            Replica replica = overview.find(id);
            if (!paused && !replica.enabled() && !switchOn) {
                throw new ApiProblem(
                        409,
                        Text.of(
                                "The replica \"{0}\" is switched off, and resuming only ends a pause; switch the "
                                        + "replica on in its settings, or add ?enable=true.",
                                replica.name()));
            }
            replicas.pause(id, paused);
            if (switchOn) {
                replicas.switchOn(id);
            }
            log(
                    id,
                    paused ? "pause" : "resume",
                    Text.of(
                            paused
                                    ? "The replica \"{0}\" was paused."
                                    : replica.enabled()
                                            ? "The replica \"{0}\" was resumed."
                                            : "The replica \"{0}\" was switched on.",
                            replica.name()));
        });
        ReplicaView view = overview.replica(id);
        return call.answer(200, view)
                .orNote(
                        paused
                                ? Text.of("The replica \"{0}\" is paused.", view.name())
                                : Text.of("The replica \"{0}\" is resumed.", view.name()));
    }

    private void log(long id, String action, Text message) {
        logs.add(LogRow.Level.INFO, null, id, null, action, message);
    }
}
