package io.pngx.controller.web.api;

import io.pngx.controller.rules.Hook;
import io.pngx.controller.rules.InvalidRuleException;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.rules.RuleNames;
import io.pngx.controller.rules.RuleTemplates.Parameter;
import io.pngx.controller.rules.RuleTemplates.Template;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.pages.RulePages;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RuleOverview;
import io.pngx.controller.web.views.RuleView;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;

/** {@code /api/rules}: reads, saves, checks, switches and removes rules. */
public final class RulesApi {
    private final RuleEngine rules;
    private final RuleOverview shown;
    private final Overview overview;
    private final Html html;
    private final Logs logs;
    private final Replicas replicas;

    public RulesApi(RuleEngine rules, RuleOverview shown, Tables tables, Overview overview, Html html) {
        this.rules = rules;
        this.shown = shown;
        this.overview = overview;
        this.html = html;
        this.logs = tables.logs();
        this.replicas = tables.replicas();
    }

    /**
     * All rules, in the shape of {@link Items}.
     *
     * @param next always null, because all rules are on one page
     * @param readOnly true: texts can only be changed in the folder
     */
    public record All(
            List<RuleView> items, String next, long total, boolean readOnly, String folder, List<Ready> templates) {}

    /** A template of a rule. */
    public record Ready(String name, String description, String hook, List<Field> parameters) {
        static Ready of(Template template) {
            return new Ready(
                    template.name(),
                    template.description(),
                    template.hook().replaceFirst("^rule-", ""),
                    template.parameters().stream().map(Field::of).toList());
        }
    }

    /**
     * A parameter of a template.
     *
     * @param type the kind of value: a tag, a correspondent ...
     */
    public record Field(String name, String type, String title, String description, String example) {
        static Field of(Parameter parameter) {
            return new Field(
                    parameter.name(),
                    parameter.type().parameter(),
                    parameter.title(),
                    parameter.description(),
                    parameter.example());
        }
    }

    public record Checked(List<String> hooks) {}

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        RequestFields.query(call).check();
        List<RuleView> all = shown.rules();
        return call.answer(
                200,
                new All(
                        all,
                        null,
                        all.size(),
                        shown.isReadOnly(),
                        shown.folder().toString(),
                        shown.templates().stream().map(Ready::of).toList()));
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, shown.rule(call.name("rule")));
    }

    /** Adds a rule. */
    public Answer add(Exchange exchange) {
        Call call = Call.of(exchange);
        mayWrite();
        Fields fields = RequestFields.body(call, RuleText.KEYS);
        String name = fields.text("name", 60);
        if (name != null && !RuleNames.isName(name)) {
            fields.refuse("name", Text.of("may have only lower-case letters, digits and hyphens"));
        } else if (name != null && rules.catalogue().find(name).isPresent()) {
            fields.refuse("name", Text.of("is already the name of another rule"));
        }
        String text = RuleText.of(fields, shown.templates());
        fields.check();
        save(call, name, text);
        return call.answer(201, shown.rule(name))
                .orGo(
                        Text.of(
                                "The rule \"{0}\" is saved. The rule is still off. Next, try the rule, and then"
                                        + " switch it on for a replica.",
                                name),
                        "/rules/" + name);
    }

    /** Replaces the text of a rule, or adds a rule. */
    public Answer put(Exchange exchange) {
        Call call = Call.of(exchange);
        String name = call.name("rule");
        mayWrite();
        if (!RuleNames.isName(name)) {
            throw ApiProblem.badRequest(Text.of(
                    "\"{0}\" is not a valid name for a rule; use 1 to 60 lower-case letters, digits and hyphens, and "
                            + "no path.",
                    name));
        }
        Fields fields = RequestFields.body(call, RuleText.KEYS);
        String text = RuleText.of(fields, shown.templates());
        fields.check();
        save(call, name, text);
        RuleView rule = shown.rule(name);
        return call.answer(200, rule)
                .orGo(
                        rule.isOn()
                                ? Text.of("The rule \"{0}\" is saved and runs.", name)
                                : Text.of("The rule \"{0}\" is saved; the rule is off.", name),
                        "/rules/" + name);
    }

    private void mayWrite() {
        if (shown.isReadOnly()) {
            throw new ApiProblem(
                    403,
                    Text.of(
                            "A rule is code, so it can only be changed in the folder {0}; to change it here, set "
                                    + "RULES_READ_ONLY=false, or AUTH=forward with an ADMIN_GROUP.",
                            shown.folder()));
        }
    }

    private void save(Call call, String name, String text) {
        try {
            rules.loader().save(name, text);
        } catch (InvalidRuleException e) {
            throw ApiProblem.fields(List.of(new ApiProblem.FieldError("text", Text.of("{0-}", e.text()))));
        } catch (IOException e) {
            throw ApiProblem.conflict(Text.of(
                    "The rule can't be written to {0} ({1}); create the folder, and make it writable for the user "
                            + "that the controller runs as.",
                    shown.folder(), String.valueOf(e.getMessage())));
        }
        log(null, Text.of("The rule \"{0}\" was saved {1}.", name, call.viewer().author()));
        retryBlocked();
    }

    /** Makes the next run of replicas due that a rule blocked, so that the message does not outlive its cause. */
    private void retryBlocked() {
        replicas.all().stream()
                .filter(RuleBook::isBlocked)
                .forEach(replica -> replicas.cycleStarted(replica.id(), null));
    }

    private void log(Long replicaId, Text message) {
        logs.addForReplica(LogRow.Level.INFO, replicaId, "rule", message);
    }

    public Answer validate(Exchange exchange) {
        Call call = Call.of(exchange);
        mayWrite();
        RequestFields.query(call, RulePages.CHECKED_RULE).check();
        Fields fields = RequestFields.bodyOnly(call, RuleText.KEYS);
        String name = fields.has("name") ? fields.text("name", 60) : "check";
        String text = RuleText.of(fields, shown.templates());
        fields.check();
        try {
            Checked checked = new Checked(
                    rules.loader().validate(name, text).stream().map(Hook::word).toList());
            return call.answer(200, checked).orHtml(() -> html.part("rules", "checked", "problem", null));
        } catch (InvalidRuleException e) {
            throw ApiProblem.fields(List.of(new ApiProblem.FieldError("text", Text.of("{0-}", e.text()))));
        }
    }

    public Answer delete(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        RuleView rule = shown.rule(call.name("rule"));
        mayWrite();
        if (rule.isOn()) {
            throw ApiProblem.conflict(Text.of(
                    "The rule \"{0}\" is {1}; switch it off first, then remove it.", rule.name(), rule.where()));
        }
        call.requireConfirmation();
        try {
            rules.loader().delete(rule.name());
        } catch (InvalidRuleException e) {
            throw ApiProblem.badRequest(e.sentence());
        } catch (IOException e) {
            throw ApiProblem.conflict(
                    Text.of("The file of the rule can't be removed ({0}).", String.valueOf(e.getMessage())));
        }
        log(
                null,
                Text.of(
                        "The rule \"{0}\" was removed {1}.",
                        rule.name(), call.viewer().author()));
        return call.answer(204, null).orGo(Text.of("The rule \"{0}\" is removed.", rule.name()), "/rules");
    }

    /** Switches a rule on or off: for all replicas, or for some. */
    public Answer switchTo(Exchange exchange) {
        Call call = Call.of(exchange);
        RuleView rule = shown.rule(call.name("rule"));
        Fields fields = RequestFields.body(call, "everywhere", "ids");
        boolean everywhere = fields.isTrue("everywhere");
        if (!fields.has("everywhere") && !fields.has("ids")) {
            fields.refuse("everywhere", Text.of("is required if no ids of replicas are sent"));
        }
        List<Long> ids = everywhere || !fields.has("ids") || fields.isEmpty("ids") ? List.of() : fields.ids("ids");
        fields.check();
        ids.forEach(overview::find);
        if ((everywhere || !ids.isEmpty()) && rule.goodAt() == null) {
            throw ApiProblem.conflict(Text.of(
                    "The rule \"{0}\" can't be switched on, because it never ran: {1}",
                    rule.name(),
                    rule.problem() == null
                            ? Text.of("its file has not been checked yet.")
                            : rule.problem().sentence()));
        }
        rules.table().switchTo(rule.name(), everywhere, ids);
        retryBlocked();
        RuleView now = shown.rule(rule.name());
        log(
                null,
                Text.of(
                        "The rule \"{0}\" is {1} ({2}).",
                        rule.name(), now.where(), call.viewer().author()));
        return call.answer(200, now)
                .orNote(
                        now.guards()
                                ? Text.of(
                                        "The rule \"{0}\" is {1}; the next run compares every document.",
                                        rule.name(), now.where())
                                : Text.of("The rule \"{0}\" is {1}.", rule.name(), now.where()));
    }
}
