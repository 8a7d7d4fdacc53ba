package io.pngx.controller.web.views;

import io.pngx.controller.config.Settings;
import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.rules.RuleTemplates.Template;
import io.pngx.controller.web.http.ApiProblem;
import java.nio.file.Path;
import java.util.List;

/** Reads the rules, the templates and the folder of rules, for the API and the pages. */
public final class RuleOverview {
    private final RuleEngine rules;
    private final Overview overview;
    private final Path folder;
    private final boolean readOnly;

    public RuleOverview(RuleEngine rules, Overview overview, Settings settings) {
        this.rules = rules;
        this.overview = overview;
        this.folder = settings.routesFolder();
        this.readOnly = settings.rulesReadOnly();
    }

    /** Returns true if rules can only be changed in their folder. */
    public boolean isReadOnly() {
        return readOnly;
    }

    public Path folder() {
        return folder;
    }

    public List<RuleView> rules() {
        List<ReplicaView> replicas = overview.replicas();
        return rules.catalogue().all().stream()
                .map(entry -> RuleView.of(entry, replicas))
                .toList();
    }

    /** Returns one rule with its texts. Throws a 404 problem if there is no rule of this name. */
    public RuleView rule(String name) {
        RuleCatalogue.Entry entry = rules.catalogue()
                .find(name)
                .orElseThrow(() -> ApiProblem.notFound("There is no rule \"" + name + "\"."));
        return RuleView.of(entry, overview.replicas())
                .with(
                        rules.catalogue().text(name).orElse(null),
                        rules.catalogue().goodText(name).orElse(null));
    }

    public List<Template> templates() {
        return rules.templates().all();
    }
}
