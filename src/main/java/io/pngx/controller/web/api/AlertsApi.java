package io.pngx.controller.web.api;

import io.pngx.controller.alerts.Deliveries;
import io.pngx.controller.config.Vault;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.AlertsView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** {@code /api/alerts}: reads, changes and tests the targets of alerts. No answer contains an address or a token. */
public final class AlertsApi {
    private static final String TARGET = "target";
    private static final List<SettingGroup> GROUPS = SettingGroup.ofApi("/api/alerts");

    private final Database db;
    private final KeyValues settings;
    private final Replicas replicas;
    private final AlertTargets targets;
    private final AlertTargetFields targetFields;
    private final Html html;
    private final ProducerTemplate camel;

    public AlertsApi(Tables tables, Vault vault, Html html, ProducerTemplate camel) {
        this.db = tables.database();
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.targets = tables.alertTargets();
        this.targetFields = new AlertTargetFields(targets, tables.logs(), vault);
        this.html = html;
        this.camel = camel;
    }

    public record Tested(List<Result> results) {}

    /** @param problem one sentence; null: the target accepted the alert */
    public record Result(String target, boolean ok, Text problem) {}

    public AlertsView view() {
        List<AlertsView.Target> views = new ArrayList<>(List.of(
                view(AlertKind.WEBHOOK, "webhook_url"),
                view(AlertKind.NTFY, "ntfy_url"),
                view(AlertKind.APPRISE, "apprise_url"),
                view(AlertKind.MAIL, "mail_host"),
                view(AlertKind.TELEGRAM, "telegram_token")));
        replicas.all()
                .forEach(replica -> views.add(view(
                        AlertKind.PING,
                        AlertTarget.ping(replica.id()),
                        AlertTargetFields.PING + replica.id(),
                        replica)));
        return new AlertsView(settings.shown(GROUPS), views);
    }

    private AlertsView.Target view(AlertKind kind, String field) {
        return view(kind, kind.word(), field, null);
    }

    private AlertsView.Target view(AlertKind kind, String name, String field, Replica replica) {
        Optional<AlertTarget> saved = targets.find(name);
        return new AlertsView.Target(
                name,
                kind.title(),
                field,
                replica == null ? null : replica.id(),
                replica == null ? null : replica.name(),
                saved.isPresent(),
                saved.map(targetFields::origin).orElse(null),
                saved.map(target -> target.token() != null).orElse(false),
                saved.map(AlertsApi::options).orElse(Map.of()),
                saved.map(target -> Times.text(target.lastOkAt())).orElse(null),
                saved.map(AlertTarget::lastError).orElse(null));
    }

    /** Returns the options, without the text of the certificates. */
    private static Map<String, Object> options(AlertTarget target) {
        Map<String, Object> options = new LinkedHashMap<>(target.optionMap());
        if (target.kind() == AlertKind.MAIL) {
            options.put("ca_certificate_set", options.remove("ca") != null);
            options.put("port", Integer.valueOf(target.option("port")));
        }
        return options;
    }

    public Answer show(Exchange exchange) {
        return Call.withoutParameters(exchange).answer(200, view());
    }

    /** Changes all keys that were sent, or none if one is refused. The value {@code off} or null removes a target. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        List<Replica> all = replicas.all();
        Fields fields = RequestFields.body(
                call,
                Stream.concat(
                                AlertTargetFields.names(all),
                                GROUPS.stream()
                                        .flatMap(group -> group.settings().stream())
                                        .map(Setting::key))
                        .toArray(String[]::new));
        db.inTransaction(() -> {
            Map<Setting<?>, String> changes = fields.settings(GROUPS);
            List<Runnable> writes = targetFields.read(fields, all);
            fields.check();
            writes.forEach(Runnable::run);
            changes.forEach(settings::put);
        });
        return call.answer(200, view()).orGo(Text.of("The notifications are saved."), "/settings/notifications");
    }

    /** Sends a test to one target, or to every target, and returns the results. */
    public Answer test(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, TARGET);
        fields.check();
        List<AlertTarget> all = targets.all();
        if (all.isEmpty()) {
            throw ApiProblem.conflict(Text.of("No target is set; save the address of a target first."));
        }
        String only = fields.has(TARGET) ? fields.text(TARGET, 40) : null;
        List<AlertTarget> chosen = only == null
                ? all
                : all.stream().filter(target -> target.name().equals(only)).toList();
        if (chosen.isEmpty()) {
            fields.refuse(
                    TARGET,
                    Text.of(
                            "must be one of {0}",
                            all.stream().map(AlertTarget::name).collect(Collectors.joining(", "))));
        }
        fields.check();
        List<Result> results = chosen.stream()
                .map(target -> {
                    Text problem =
                            camel.requestBody("direct:sendAlert", Deliveries.test(target, Instant.now()), Text.class);
                    return new Result(target.name(), problem == null, problem);
                })
                .toList();
        return call.answer(200, new Tested(results))
                .orHtml(() -> html.part("settings", "alerts-tested", "results", results));
    }
}
