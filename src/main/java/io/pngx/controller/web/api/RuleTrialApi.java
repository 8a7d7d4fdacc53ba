package io.pngx.controller.web.api;

import io.pngx.controller.engine.review.RuleTrial;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.ExcludedCopies;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RuleOverview;
import io.pngx.controller.web.views.RuleView;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** {@code /api/rules/{name}/try}: reports what a rule would change on a replica. */
public final class RuleTrialApi {
    private final RuleEngine rules;
    private final RuleOverview shown;
    private final Overview overview;
    private final SyncMap mappings;
    private final KeyValues settings;
    private final Html html;
    private final ProducerTemplate camel;

    public RuleTrialApi(
            RuleEngine rules, RuleOverview shown, Database db, Overview overview, Html html, ProducerTemplate camel) {
        this.rules = rules;
        this.shown = shown;
        this.overview = overview;
        this.mappings = new SyncMap(db);
        this.settings = new KeyValues(db);
        this.html = html;
        this.camel = camel;
    }

    public Answer tryOut(Exchange exchange) {
        Call call = Call.of(exchange);
        RuleView rule = shown.rule(call.name("rule"));
        Fields fields = RequestFields.body(call, "replica_id");
        Long replicaId = fields.id("replica_id");
        fields.required("replica_id", replicaId);
        fields.check();
        Replica replica = overview.find(replicaId);
        if (rule.goodAt() != null && !rule.guards()) {
            throw ApiProblem.conflict(Text.of(
                    "The rule \"{0}\" neither selects nor changes documents, so it can't be tried.", rule.name()));
        }
        RuleTrial.Report report = report(rule, replica);
        return call.answer(200, report)
                .orHtml(() -> html.part(
                        "rules",
                        "trial",
                        "rule",
                        rule.name(),
                        "report",
                        report,
                        "replicaId",
                        replica.id(),
                        "fate",
                        ExcludedCopies.fate(replica.trashesUnselected(), settings),
                        "on",
                        rule.everywhere() || rule.isOn(replica.id())));
    }

    private RuleTrial.Report report(RuleView rule, Replica replica) {
        RuleTrial trial;
        try {
            trial = new RuleTrial(
                    replica,
                    rule.name(),
                    rules.book().without(replica, rule.name()),
                    rules.book().with(replica, rule.name()),
                    mappings.ids(replica.id())::isMapped);
        } catch (RuleBook.RuleNotRunningException e) {
            throw ApiProblem.conflict(e.text());
        }
        camel.requestBody("direct:tryRule", trial);
        if (trial.problem() != null) {
            throw ApiProblem.conflict(trial.problem());
        }
        return trial.report();
    }
}
