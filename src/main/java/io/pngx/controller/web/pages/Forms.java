package io.pngx.controller.web.pages;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.AlertsView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.SettingsView;
import io.pngx.controller.web.views.TokenView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Renders forms with saved values, or with sent values and their errors. No form contains a token. */
public final class Forms {
    /** Fields of alert targets that contain no secret. */
    private static final List<String> VISIBLE = List.of(
            "mail_host",
            "mail_port",
            "mail_security",
            "mail_user",
            "mail_from",
            "mail_to",
            "telegram_chat",
            "telegram_url");

    private static final String SETUP = "/setup";
    private final Overview overview;
    private final Html html;
    private final Supplier<List<TokenView>> tokens;
    private final Supplier<AlertsView> alerts;
    private final Credentials credentials;
    private final SettingSources sources;

    public Forms(
            Overview overview,
            Html html,
            Supplier<List<TokenView>> tokens,
            Supplier<AlertsView> alerts,
            Credentials credentials,
            SettingSources sources) {
        this.overview = overview;
        this.html = html;
        this.tokens = tokens;
        this.alerts = alerts;
        this.credentials = credentials;
        this.sources = sources;
    }

    /** Renders the form of a settings group. */
    String settings(SettingGroup group) {
        return group == SettingGroup.ALERTS
                ? alerts(new Form(null, false, valuesOfAlerts(), Map.of()), null)
                : settings(group, settings(), null, sources);
    }

    /** @param error why the text can't be imported; null: no import was tried */
    String configuration(String text, Text error) {
        return html.part("settings", "configuration", "text", text, "error", error, "imported", null, "shown", null);
    }

    /** Renders the saved alert targets with their last result; nothing if no target is saved. */
    String alertTargets() {
        List<AlertsView.Target> targets =
                alerts.get().targets().stream().filter(AlertsView.Target::saved).toList();
        return targets.isEmpty() ? "" : html.part("settings", "targets", "targets", targets);
    }

    String setupMaster() {
        Form form = settings();
        form.values().put(Call.BACK, SETUP);
        return settings(SettingGroup.MASTER, form, null, null);
    }

    /** @param shown the sources of the values; null: the form shows no sources */
    private String settings(SettingGroup group, Form form, String report, SettingSources shown) {
        String fragment = group == SettingGroup.MASTER ? "master-form" : "group-form";
        return html.part(
                "settings",
                fragment,
                "group",
                group,
                "form",
                form,
                "report",
                report,
                "sources",
                shown,
                "address",
                SettingsSection.of(group).address());
    }

    private String alerts(Form form, String report) {
        return html.part(
                "settings",
                "alerts-form",
                "group",
                SettingGroup.ALERTS,
                "form",
                form,
                "targets",
                alerts.get().targets(),
                "report",
                report,
                "sources",
                sources);
    }

    /** Renders the form that promotes a replica. */
    String promotion(long replicaId) {
        return promotion(replicaId, Map.of(), Map.of());
    }

    private String promotion(Form form) {
        return html.part("switchovers", "promote-form", "r", overview.replica(form.id()), "form", form);
    }

    String newReplica() {
        return replica(newForm(Map.of()), null);
    }

    /** Renders the form of the setup: the replica is added paused, so that its first run is a dry run. */
    String setupReplica() {
        return replica(newForm(Map.of("paused", "true", Call.BACK, SETUP)), null);
    }

    String replica(long id) {
        ReplicaView replica = overview.replica(id);
        return replica(new Form(id, replica.tokenSet(), values(replica), Map.of()), null);
    }

    /** @param report result of a connection check with these values; null: there was no check */
    private String replica(Form form, String report) {
        return html.part("replicas", "replica-form", "form", form, "interval", Setting.INTERVAL, "report", report);
    }

    private Form settings() {
        SettingsView settings = overview.settings();
        return new Form(null, settings.masterTokenSet(), values(settings), Map.of());
    }

    /**
     * Creates the form of a new replica. If the env file names a replica that is not in the database, fills in the name
     * and address of that replica. The token of that replica is not sent to the browser.
     */
    private Form newForm(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of("enabled", "true", "uploads_in_flight", "2"));
        values.putAll(more);
        credentials
                .offer()
                .ifPresent(offer -> values.putAll(
                        Map.of("name", offer.name(), "url", offer.url().text())));
        return new Form(null, credentials.offer().isPresent(), values, Map.of());
    }

    /**
     * Renders the settings form that contains the sent fields.
     *
     * @param report result of a connection check with these values; null: there was no check
     */
    String settings(Map<String, String> typed, Map<String, Text> errors, String report) {
        Form form = settings();
        form.values().putAll(typed);
        SettingGroup group = SettingGroup.forms().stream()
                .filter(each -> each.settings().stream().map(Setting::key).anyMatch(typed::containsKey))
                .findFirst()
                .orElse(SettingGroup.RUNS);
        boolean setup = SETUP.equals(typed.get(Call.BACK));
        return settings(group, new Form(null, form.tokenSet(), form.values(), errors), report, setup ? null : sources);
    }

    /** Renders the form of the alerts with sent values. */
    String alerts(Map<String, String> typed, Map<String, Text> errors, String report) {
        // Starts from the saved values, because no sent field tells whether certificates are saved. Sent addresses and
        // passwords are not rendered.
        Map<String, String> shown = valuesOfAlerts();
        typed.forEach((name, value) -> shown.computeIfPresent(name, (key, saved) -> value));
        VISIBLE.stream().filter(typed::containsKey).forEach(name -> shown.put(name, typed.get(name)));
        return alerts(new Form(null, false, shown, errors), report);
    }

    /** Renders the form of API tokens with sent values. */
    String tokens(Map<String, String> typed, Map<String, Text> errors) {
        return html.part("settings", "tokens", "tokens", tokens.get(), "form", new Form(null, false, typed, errors));
    }

    /** Renders the form that promotes a replica with sent values. */
    String promotion(long replicaId, Map<String, String> typed, Map<String, Text> errors) {
        return promotion(new Form(replicaId, true, typed, errors));
    }

    /**
     * Renders the form of a replica with sent values.
     *
     * @param id null: a new replica
     */
    String replica(Long id, Map<String, String> typed, Map<String, Text> errors, String report) {
        boolean tokenSet = id == null
                ? credentials.offer().isPresent()
                : overview.replica(id).tokenSet();
        return replica(new Form(id, tokenSet, typed, errors), report);
    }

    /** Returns the settings of alerts and the non-secret options of their targets, by field name. */
    private Map<String, String> valuesOfAlerts() {
        AlertsView view = alerts.get();
        Map<String, String> values = new LinkedHashMap<>();
        view.values().forEach((key, value) -> values.put(key, String.valueOf(value)));
        view.targets()
                .forEach(target -> target.options()
                        .forEach((key, value) -> values.put(target.name() + "_" + key, String.valueOf(value))));
        return values;
    }

    /** Returns the fields of a view by their names in the API. */
    private static Map<String, String> values(Object view) {
        Map<String, String> values = new LinkedHashMap<>();
        Json.MAPPER
                .convertValue(view, new TypeReference<Map<String, Object>>() {})
                .forEach((key, value) -> values.put(key, value == null ? "" : value.toString()));
        return values;
    }
}
