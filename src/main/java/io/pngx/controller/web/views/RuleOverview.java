package io.pngx.controller.web.views;

import io.pngx.controller.config.Settings;
import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.rules.ParameterType;
import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.rules.RuleTemplates;
import io.pngx.controller.rules.RuleTemplates.Template;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the rules, the templates and the folder of rules, for the API and the pages. */
public final class RuleOverview {
    private final RuleEngine rules;
    private final Overview overview;
    private final KeyValues values;
    private final Path folder;
    private final boolean readOnly;

    public RuleOverview(RuleEngine rules, Overview overview, Settings settings, KeyValues values) {
        this.rules = rules;
        this.values = values;
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
                .orElseThrow(() -> ApiProblem.notFound(Text.of("There is no rule \"{0}\".", name)));
        return RuleView.of(entry, overview.replicas())
                .with(
                        rules.catalogue().text(name).orElse(null),
                        rules.catalogue().goodText(name).orElse(null));
    }

    /** Groups all replicas by what happens to copies that a rule excludes. */
    public List<ExcludedCopies> excludedCopies() {
        return ExcludedCopies.of(overview.replicas(), values);
    }

    public List<Template> templates() {
        return rules.templates().all();
    }

    /**
     * Returns the ready-made rule that a text uses, with its values, for a form. Empty if the text contains anything
     * else.
     */
    public Optional<RuleTemplates.Use> use(String text) {
        return rules.templates().use(text);
    }

    /** Returns the names of lookups or users of the master that a form suggests for a parameter. */
    public List<String> suggestions(ParameterType type) {
        MasterNames names = overview.masterNames();
        return type == ParameterType.OWNER
                ? names.users()
                : type.kind().map(names::of).orElse(List.of());
    }

    /**
     * Returns a warning if the master had no lookup of this name when it was last read; otherwise null, also if the
     * names of the master are unknown.
     */
    public Text warning(ParameterType type, String value) {
        List<String> names = suggestions(type);
        return value == null || value.isBlank() || names.isEmpty() || names.contains(value)
                ? null
                : type.kind()
                        .map(kind -> Text.of(
                                "The master has no {0} \"{1}\"; check the spelling, or create it in paperless-ngx"
                                        + " before you switch the rule on.",
                                Text.of(kind.word()), value))
                        .orElse(null);
    }
}
