package io.pngx.controller.web.pages;

import io.pngx.controller.config.ProcessSetting;
import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.RunView;
import io.pngx.controller.web.views.RunViews;
import io.pngx.controller.web.views.SettingsView;
import io.pngx.controller.web.views.TokenView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** Answers requests for the pages of the settings and of the setup. */
public final class SettingsPages {
    private final Layout layout;
    private final Overview overview;
    private final RunViews runViews;
    private final Forms forms;
    private final Supplier<List<TokenView>> tokens;
    private final List<ProcessSetting> process;
    private final Html html;

    /** @param process the settings that were read at the start */
    public SettingsPages(
            Layout layout,
            Overview overview,
            RunViews runViews,
            Forms forms,
            Supplier<List<TokenView>> tokens,
            List<ProcessSetting> process,
            Html html) {
        this.layout = layout;
        this.overview = overview;
        this.runViews = runViews;
        this.forms = forms;
        this.tokens = tokens;
        this.process = process;
        this.html = html;
    }

    /** Shows one section of the settings; without a name in the address, the first section. */
    public Answer settings(Exchange exchange) {
        Call call = Call.of(exchange);
        String word = exchange.getMessage().getHeader("section", "master", String.class);
        SettingsSection section = SettingsSection.of(word)
                .orElseThrow(() -> ApiProblem.notFound(Text.of("The settings have no section with this name.")));
        return layout.page(call, "settings", Text.of("Settings"), () -> {
            List<Section> sections = new ArrayList<>(List.of(Section.still(
                    "sections",
                    html.part("settings", "sections", "all", SettingsSection.values(), "current", section))));
            sections.addAll(content(section));
            return sections;
        });
    }

    private List<Section> content(SettingsSection section) {
        return switch (section) {
            case NOTIFICATIONS ->
                List.of(
                        Section.still("alert-targets", forms.alertTargets()),
                        Section.still(SettingGroup.ALERTS.id(), forms.settings(SettingGroup.ALERTS)));
            case TOKENS -> List.of(Section.still("tokens", html.part("settings", "tokens", "tokens", tokens.get())));
            case CONFIGURATION ->
                List.of(
                        Section.still("export", html.part("settings", "export")),
                        Section.still("import", forms.configuration("", null)));
            case SYSTEM ->
                List.of(
                        Section.still("process", html.part("settings", "process", "rows", process)),
                        Section.still("about", html.part("settings", "about")));
            default -> {
                SettingGroup group = section.group().orElseThrow();
                yield List.of(Section.still(group.id(), forms.settings(group)));
            }
        };
    }

    /** Shows the next step of the setup: master, replica, dry run. */
    public Answer setup(Exchange exchange) {
        return layout.page(Call.of(exchange), "setup", Text.of("First steps"), () -> {
            SettingsView settings = overview.settings();
            List<ReplicaView> replicas = overview.replicas();
            if (settings.masterUrl() == null || !settings.masterTokenSet()) {
                return steps(1, Section.still("form", forms.setupMaster()));
            }
            if (replicas.isEmpty()) {
                return steps(2, Section.still("form", forms.setupReplica()));
            }
            ReplicaView newest = replicas.get(replicas.size() - 1);
            RunView dryRun = runViews.lastDryRun(newest.id()).orElse(null);
            return steps(
                    3,
                    new Section(
                            "start",
                            html.part(
                                    "setup",
                                    "start",
                                    "r",
                                    newest,
                                    "settings",
                                    settings,
                                    "dryRun",
                                    dryRun,
                                    "offered",
                                    overview.offered(newest.id()))));
        });
    }

    private List<Section> steps(int step, Section content) {
        return List.of(new Section("steps", html.part("setup", "steps", "step", step)), content);
    }
}
