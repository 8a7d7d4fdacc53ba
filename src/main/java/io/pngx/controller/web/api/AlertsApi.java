package io.pngx.controller.web.api;

import io.pngx.controller.alerts.Deliveries;
import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.Times;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.AlertsView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** {@code /api/alerts}: reads, changes and tests the targets of alerts. No answer contains an address or a token. */
public final class AlertsApi {
    private static final String PING = "ping_url_";
    private static final List<SettingGroup> GROUPS = SettingGroup.ofApi("/api/alerts");

    private final Database db;
    private final KeyValues settings;
    private final Replicas replicas;
    private final AlertTargets targets;
    private final Logs logs;
    private final Vault vault;
    private final Html html;
    private final ProducerTemplate camel;

    public AlertsApi(Database db, Vault vault, Html html, ProducerTemplate camel) {
        this.db = db;
        this.settings = new KeyValues(db);
        this.replicas = new Replicas(db);
        this.targets = new AlertTargets(db);
        this.logs = new Logs(db);
        this.vault = vault;
        this.html = html;
        this.camel = camel;
    }

    public record Tested(List<Result> results) {}

    /** @param problem one sentence; null: the target accepted the alert */
    public record Result(String target, boolean ok, String problem) {}

    public AlertsView view() {
        List<AlertsView.Target> views = new ArrayList<>(
                List.of(view(AlertTarget.WEBHOOK, "webhook_url", null), view(AlertTarget.NTFY, "ntfy_url", null)));
        replicas.all()
                .forEach(replica -> views.add(view(AlertTarget.ping(replica.id()), PING + replica.id(), replica)));
        return new AlertsView(settings.shown(GROUPS), views);
    }

    private AlertsView.Target view(String name, String field, Replica replica) {
        Optional<AlertTarget> saved = targets.find(name);
        return new AlertsView.Target(
                name,
                field,
                replica == null ? null : replica.id(),
                replica == null ? null : replica.name(),
                saved.isPresent(),
                saved.map(this::origin).orElse(null),
                saved.map(target -> target.token() != null).orElse(false),
                saved.map(target -> Times.text(target.lastOkAt())).orElse(null),
                saved.map(AlertTarget::lastError).orElse(null));
    }

    private String origin(AlertTarget target) {
        try {
            return AlertUrl.parse(vault.decrypt(target.url())).origin();
        } catch (VaultException e) {
            return null;
        }
    }

    public Answer show(Exchange exchange) {
        return Call.of(exchange).answer(200, view());
    }

    /** Changes all keys that were sent, or none if one is refused. The value {@code off} or null removes a target. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        List<Replica> all = replicas.all();
        Fields fields = Fields.body(
                call,
                Stream.of(
                                Stream.of("webhook_url", "webhook_token", "ntfy_url", "ntfy_token"),
                                GROUPS.stream()
                                        .flatMap(group -> group.settings().stream())
                                        .map(Setting::key),
                                all.stream().map(replica -> PING + replica.id()))
                        .flatMap(keys -> keys)
                        .toArray(String[]::new));
        db.inTransaction(() -> {
            Map<Setting<?>, String> changes = fields.settings(GROUPS);
            List<Runnable> writes = new ArrayList<>();
            writes.add(target(fields, AlertTarget.WEBHOOK, null, "webhook_url", "webhook_token"));
            writes.add(target(fields, AlertTarget.NTFY, null, "ntfy_url", "ntfy_token"));
            all.forEach(replica ->
                    writes.add(target(fields, AlertTarget.ping(replica.id()), replica.id(), PING + replica.id(), "")));
            fields.check();
            writes.forEach(Runnable::run);
            changes.forEach(settings::put);
        });
        return call.answer(200, view()).orGo("The alerts are saved.", "/settings");
    }

    /**
     * Validates one target and returns the change to write. If the origin changes, a saved token must be sent again.
     */
    private Runnable target(Fields fields, String name, Long replicaId, String urlField, String tokenField) {
        AlertTarget saved = targets.find(name).orElse(null);
        boolean urlSent = fields.has(urlField) && !fields.blank(urlField);
        boolean tokenSent = fields.has(tokenField) && !fields.blank(tokenField);
        if (urlSent && fields.isOff(urlField)) {
            return () -> {
                targets.remove(name);
                log(replicaId, "Alerts are no longer sent to " + name + ".");
            };
        }
        AlertUrl url = urlSent ? url(fields, urlField) : null;
        boolean tokenOff = tokenSent && fields.isOff(tokenField);
        String token = tokenSent && !tokenOff
                ? fields.token(tokenField, "must be only the token, without blanks and without the word Bearer")
                : null;
        if (url == null && token != null && saved == null) {
            fields.refuse(urlField, "is required with a token");
        }
        boolean sameOrigin = url == null || saved != null && url.origin().equals(origin(saved));
        if (saved != null && saved.token() != null && !tokenSent && !sameOrigin) {
            fields.refuse(
                    tokenField,
                    "is required with another address (or off), because a saved token is only sent to the address "
                            + "for which it was saved");
        }
        if (url == null && !tokenSent || url == null && saved == null) {
            return () -> {};
        }
        String newToken =
                token != null ? vault.encrypt(token) : saved != null && !tokenOff && sameOrigin ? saved.token() : null;
        return () -> {
            targets.put(
                    name,
                    replicaId,
                    url == null ? saved.url() : vault.encrypt(url.uri().toString()),
                    newToken);
            log(replicaId, "Alerts are now sent to " + name + (url == null ? "" : " at " + url.origin()) + ".");
        };
    }

    private static AlertUrl url(Fields fields, String field) {
        String text = fields.text(field, 1000);
        try {
            return text == null ? null : AlertUrl.parse(text);
        } catch (IllegalArgumentException e) {
            return fields.refuse(field, e.getMessage());
        }
    }

    private void log(Long replicaId, String message) {
        logs.add(LogRow.Level.INFO, null, replicaId, null, "settings", message);
    }

    /** Sends a test to every target, and returns the results. */
    public Answer test(Exchange exchange) {
        Call call = Call.of(exchange);
        List<AlertTarget> all = targets.all();
        if (all.isEmpty()) {
            throw ApiProblem.conflict("No target is set; save the address of a target first.");
        }
        List<Result> results = all.stream()
                .map(target -> {
                    String problem = camel.requestBody(
                            "direct:sendAlert", Deliveries.test(target.name(), Instant.now()), String.class);
                    return new Result(target.name(), problem == null, problem);
                })
                .toList();
        return call.answer(200, new Tested(results))
                .orHtml(() -> html.part("settings", "alerts-tested", "results", results));
    }
}
