package io.pngx.controller.web.pages;

import io.pngx.controller.rules.RuleNames;
import io.pngx.controller.rules.RuleTemplates;
import io.pngx.controller.rules.RuleTemplates.Parameter;
import io.pngx.controller.rules.RuleTemplates.Template;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.RuleOverview;
import io.pngx.controller.web.views.RuleView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Answers requests for the pages of rules: the list, one rule with its text, and the forms of templates. */
public final class RulePages {
    private static final Pattern RULE = Pattern.compile("/api/rules/([a-z0-9-]{1,60})");
    private static final String VALIDATE = "/api/rules/validate";
    /** Parameter of a check without JavaScript: the name of the rule on whose page the text is checked. */
    public static final String CHECKED_RULE = "rule";

    /** Initial text of a new rule. */
    private static final String START = """
            - route:
                description: Only documents with the tag share go to the replica.
                from:
                  uri: direct:rule-select
                  steps:
                    - setBody: {simple: {expression: "${body[tags]} contains 'share'", resultType: boolean}}
            """;

    private final Layout layout;
    private final Overview overview;
    private final RuleOverview rules;
    private final Html html;

    public RulePages(Layout layout, Overview overview, RuleOverview rules, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.rules = rules;
        this.html = html;
    }

    public Answer all(Exchange exchange) {
        return layout.page(
                Call.of(exchange),
                "rules",
                Text.of("Rules"),
                () -> List.of(
                        Section.still(
                                "rule-intro",
                                html.part("rules", "intro", "readOnly", rules.isReadOnly(), "folder", rules.folder())),
                        new Section("rule-list", html.part("rules", "list", "rules", rules.rules())),
                        Section.still(
                                "rule-templates",
                                html.part(
                                        "rules",
                                        "templates",
                                        "templates",
                                        rules.templates(),
                                        "readOnly",
                                        rules.isReadOnly())),
                        Section.still("own-rule", html.part("rules", "own", "readOnly", rules.isReadOnly()))));
    }

    public Answer add(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = RequestFields.query(call, "template");
        String wanted = query.has("template") ? query.text("template", 60) : null;
        Template template = rules.templates().stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElse(null);
        if (wanted != null && template == null) {
            query.refuse("template", Text.of("is not among the templates; choose one on the page Rules"));
        }
        query.check();
        return layout.page(
                call,
                "rules",
                template == null ? Text.of("Your own rule") : Text.of("New rule: {0}", template.name()),
                () -> List.of(Section.still(
                        "form",
                        rules.isReadOnly()
                                ? byHand(template)
                                : template == null
                                        ? editor(null, Map.of("text", START), Map.of())
                                        : ready(null, template, Map.of("name", freeName(template.name())), Map.of()))));
    }

    /**
     * Returns the name that a form suggests for a new rule: the name of its template, with a number if that name is
     * taken.
     */
    private String freeName(String template) {
        Set<String> taken = rules.rules().stream().map(RuleView::name).collect(Collectors.toSet());
        return Stream.concat(
                        Stream.of(template),
                        IntStream.iterate(2, number -> number + 1).mapToObj(number -> template + "-" + number))
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    public Answer one(Exchange exchange) {
        Call call = Call.of(exchange);
        String name = call.name("rule");
        RuleView rule = rules.rule(name);
        return layout.page(call, "rules", Text.of("Rule {0}", name), () -> {
            RuleView now = rules.rule(name);
            List<ReplicaView> replicas = overview.replicas();
            return List.of(
                    new Section("rule", html.part("rules", "one", "rule", now)),
                    Section.still("rule-try", html.part("rules", "try", "rule", rule, "replicas", replicas)),
                    Section.still(
                            "rule-switch",
                            html.part(
                                    "rules",
                                    "switch",
                                    "rule",
                                    rule,
                                    "replicas",
                                    replicas,
                                    "excluded",
                                    rules.excludedCopies())),
                    Section.still("rule-text", text(rule)),
                    new Section("rule-good", html.part("rules", "good", "rule", now)),
                    Section.still(
                            "rule-remove", html.part("rules", "remove", "rule", rule, "readOnly", rules.isReadOnly())));
        });
    }

    /**
     * Renders the text of a rule for editing. A text that only uses a ready-made rule also gets the form of that rule.
     */
    private String text(RuleView rule) {
        String editor = editor(
                rule.name(), Map.of("text", Optional.ofNullable(rule.text()).orElse("")), Map.of());
        return rules.isReadOnly()
                ? editor
                : rules.use(rule.text())
                        .map(use -> ready(rule.name(), use.template(), use.values(), Map.of())
                                + html.part("rules", "as-text", "editor", editor))
                        .orElse(editor);
    }

    /** Renders a text that the user saves in the folder, because the page cannot change rules. */
    private String byHand(Template template) {
        Map<String, String> examples = new LinkedHashMap<>();
        if (template != null) {
            template.parameters()
                    .forEach(parameter ->
                            examples.put(parameter.name(), parameter.type().example()));
        }
        return html.part(
                "rules",
                "by-hand",
                "template",
                template,
                "folder",
                rules.folder(),
                "name",
                template == null ? "my-rule" : template.name(),
                "text",
                template == null ? START : RuleTemplates.text(template.name(), examples));
    }

    private String editor(String name, Map<String, String> values, Map<String, Text> errors) {
        return editor(name, values, errors, null);
    }

    private String editor(String name, Map<String, String> values, Map<String, Text> errors, String report) {
        return html.part(
                "rules",
                "editor",
                "name",
                name,
                "form",
                new Form(null, false, values, errors),
                "report",
                report,
                "readOnly",
                rules.isReadOnly(),
                "folder",
                rules.folder());
    }

    /** @param name the name of the rule; null: a new rule */
    private String ready(String name, Template template, Map<String, String> values, Map<String, Text> errors) {
        Map<String, List<String>> suggestions = new LinkedHashMap<>();
        Map<String, Text> warnings = new LinkedHashMap<>();
        for (Parameter parameter : template.parameters()) {
            suggestions.put(parameter.name(), rules.suggestions(parameter.type()));
            warnings.put(parameter.name(), rules.warning(parameter.type(), values.get(parameter.name())));
        }
        return html.part(
                "rules",
                "ready",
                "name",
                name,
                "template",
                template,
                "form",
                new Form(null, false, values, errors),
                "suggestions",
                suggestions,
                "warnings",
                warnings);
    }

    /**
     * Renders the form with the checked text and the result of the check, for a browser without JavaScript; empty if
     * the request is no check.
     */
    Optional<String> checked(Call call, String report) {
        return call.path().equals(VALIDATE)
                ? Optional.of(editor(named(call), call.form(), Map.of(), report))
                : Optional.empty();
    }

    /** Returns the name of the rule whose text is checked; null: a new rule. */
    private static String named(Call call) {
        return Optional.ofNullable(call.query().get(CHECKED_RULE))
                .filter(RuleNames::isName)
                .orElse(null);
    }

    /** Renders the form of a refused request again; empty if the request has no form of rules. */
    Optional<String> again(Call call, ApiProblem problem) {
        if (!call.path().startsWith("/api/rules")) {
            return Optional.empty();
        }
        Map<String, String> typed = new LinkedHashMap<>(call.form());
        Map<String, Text> errors = problem.errors().stream()
                .collect(Collectors.toMap(ApiProblem.FieldError::field, ApiProblem.FieldError::message));
        if (call.path().equals(VALIDATE)) {
            String refused = html.part(
                    "rules", "checked", "problem", Text.of("{0}.", Text.join("; ", List.copyOf(errors.values()))));
            return Optional.of(call.plain() ? editor(named(call), typed, errors, refused) : refused);
        }
        Template template = rules.templates().stream()
                .filter(each -> each.name().equals(typed.get("template")))
                .findFirst()
                .orElse(null);
        Matcher one = RULE.matcher(call.path());
        if (call.path().equals("/api/rules")) {
            return Optional.of(template == null ? editor(null, typed, errors) : ready(null, template, typed, errors));
        }
        return one.matches()
                ? Optional.of(
                        template == null
                                ? editor(one.group(1), typed, errors)
                                : ready(one.group(1), template, typed, errors))
                : Optional.empty();
    }
}
