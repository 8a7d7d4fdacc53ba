package io.pngx.controller.web.api;

import io.pngx.controller.engine.review.RuleTrial;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Csv;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** {@code /api/rules/{name}/try} and {@code try.csv}: what a rule would change on a replica. */
public final class RuleTrialApi {
    private final RuleEngine rules;
    private final RuleOverview shown;
    private final Overview overview;
    private final SyncMap mappings;
    private final KeyValues settings;
    private final Html html;
    private final ProducerTemplate camel;

    public RuleTrialApi(
            RuleEngine rules, RuleOverview shown, Tables tables, Overview overview, Html html, ProducerTemplate camel) {
        this.rules = rules;
        this.shown = shown;
        this.overview = overview;
        this.mappings = tables.mappings();
        this.settings = tables.settings();
        this.html = html;
        this.camel = camel;
    }

    public Answer tryOut(Exchange exchange) {
        Call call = Call.of(exchange);
        RuleView rule = shown.rule(call.name("rule"));
        Replica replica = replica(call, rule);
        RuleTrial.Report report = report(rule, replica, (id, title, hasCopy, problem) -> {});
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
                        "several",
                        overview.names().size() > 1,
                        "fate",
                        ExcludedCopies.fate(replica.trashesUnselected(), settings),
                        "on",
                        rule.everywhere() || rule.isOn(replica.id())));
    }

    /** Tries a rule, and answers with all documents that would not go to the replica. */
    public void unsent(Exchange exchange) throws IOException {
        Call call = Call.of(exchange);
        RuleView rule = shown.rule(call.name("rule"));
        Replica replica = replica(call, rule);
        Path file = Files.createTempFile("trial", ".csv"); // on disk, because the list has no limit
        try {
            write(file, rule, replica);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        PlansApi.send(
                exchange,
                "text/csv; charset=utf-8",
                rule.name() + "-" + replica.id() + ".csv",
                Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private void write(Path file, RuleView rule, Replica replica) throws IOException {
        Text excluded = Text.of("The rule \"{0}\" does not select the document.", rule.name());
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            out.print("master_id,title,has_copy,why\r\n");
            RuleTrial.Report report = report(
                    rule,
                    replica,
                    (id, title, hasCopy, problem) ->
                            out.print(Csv.line(id, title, hasCopy, problem == null ? excluded : problem)));
            if (report.looked() < report.documents()) {
                out.print(Csv.line(
                        null,
                        null,
                        null,
                        Text.of("The time was up before all {0} documents were tried.", report.documents())));
            }
            if (out.checkError()) {
                throw new IOException("The result of the trial can't be written to " + file);
            }
        }
    }

    private Replica replica(Call call, RuleView rule) {
        Fields fields = RequestFields.body(call, "replica_id");
        Long replicaId = fields.id("replica_id");
        fields.required("replica_id", replicaId);
        fields.check();
        Replica replica = overview.find(replicaId);
        if (rule.goodAt() != null && !rule.guards()) {
            throw ApiProblem.conflict(Text.of(
                    "The rule \"{0}\" neither selects nor changes documents, so it can't be tried.", rule.name()));
        }
        return replica;
    }

    private RuleTrial.Report report(RuleView rule, Replica replica, RuleTrial.Unsent unsent) {
        RuleTrial trial;
        try {
            trial = new RuleTrial(
                    replica,
                    rule.name(),
                    rules.book().without(replica, rule.name()),
                    rules.book().with(replica, rule.name()),
                    mappings.ids(replica.id())::isMapped,
                    unsent);
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
