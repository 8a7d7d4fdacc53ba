package io.pngx.controller.web.pages;

import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.RunView;
import io.pngx.controller.web.views.SettingsView;
import io.pngx.controller.web.views.TokenView;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Answers requests for the pages of the settings and of the setup. */
public final class SettingsPages {
    private final Layout layout;
    private final Overview overview;
    private final Forms forms;
    private final Supplier<List<TokenView>> tokens;
    private final Html html;

    public SettingsPages(Layout layout, Overview overview, Forms forms, Supplier<List<TokenView>> tokens, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.forms = forms;
        this.tokens = tokens;
        this.html = html;
    }

    public Answer settings(Exchange exchange) {
        return layout.page(
                Call.of(exchange),
                "settings",
                "Settings",
                () -> Stream.concat(
                                SettingGroup.forms().stream()
                                        .map(group -> Section.still(group.id(), forms.settings(group))),
                                Stream.of(
                                        Section.still(
                                                "tokens", html.part("settings", "tokens", "tokens", tokens.get())),
                                        Section.still("about", html.part("settings", "about"))))
                        .toList());
    }

    /** Shows the next step of the setup: master, replica, dry run. */
    public Answer setup(Exchange exchange) {
        return layout.page(Call.of(exchange), "setup", "First steps", () -> {
            SettingsView settings = overview.settings();
            List<ReplicaView> replicas = overview.replicas();
            if (settings.masterUrl() == null || !settings.masterTokenSet()) {
                return steps(1, Section.still("form", forms.setupMaster()));
            }
            if (replicas.isEmpty()) {
                return steps(2, Section.still("form", forms.setupReplica()));
            }
            ReplicaView newest = replicas.get(replicas.size() - 1);
            RunView dryRun = overview.lastDryRun(newest.id()).orElse(null);
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
