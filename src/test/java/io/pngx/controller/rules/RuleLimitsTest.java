package io.pngx.controller.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.sync.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that would use endless time or memory. */
class RuleLimitsTest {
    private static final Duration BUDGET = Duration.ofMillis(100);
    /** Takes seconds. No check of the text can find every slow expression. */
    private static final String SLOW = rule(
            "- setBody: {constant: " + "a".repeat(20_000) + "}",
            "- filter: {simple: \"${body} regex '.*a.*ab'\", steps: [{log: found}]}",
            "- setBody: {constant: \"true\"}");

    @TempDir
    Path folder;

    private CamelContext camel;
    private Database database;
    private RuleLoader loader;
    private RuleCaller caller;
    private RuleBook book;
    private RuleTable table;
    private Replica replica;

    private static String rule(String... steps) {
        return "- route:\n    from:\n      uri: direct:rule-select\n      steps:\n        "
                + String.join("\n        ", steps) + "\n";
    }

    @BeforeEach
    void start() throws Exception {
        camel = new DefaultCamelContext();
        database = NewDatabase.open(folder.resolve("db.sqlite3"));
        RuleCalls calls = new RuleCalls();
        camel.addComponent(RuleCalls.SCHEME, calls.component(Proxies.NONE));
        camel.start();
        table = new RuleTable(database);
        loader = new RuleLoader(
                new RuleFiles(folder.resolve("rules")),
                new RuleStarter(camel, new RuleTemplates(camel), calls),
                table,
                List::of);
        caller = new RuleCaller(camel, BUDGET);
        book = new RuleBook(camel, loader, table, caller, new Logs(database));
        Replicas replicas = new Replicas(database);
        replicas.add("Family", "http://family.invalid", "token", true, null, 2);
        replica = replicas.all().get(0);
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        database.close();
    }

    private RunningRule on(String name, String text) throws Exception {
        loader.save(name, text);
        table.switchTo(name, true, List.of());
        return loader.running(name).orElseThrow();
    }

    private void ask(RunningRule rule, Duration limit) {
        caller.call(rule, Hook.SELECT, "a document", Map.of(), limit);
    }

    @Test
    void aRuleWhoseCallsDoNotEndBlocksItsReplicasUntilItIsMended() throws Exception {
        RunningRule slow = on("slow", SLOW);
        for (int i = 0; i < OverdueCalls.MAX_PER_RULE; i++) {
            assertThatThrownBy(() -> ask(slow, BUDGET))
                    .hasMessage("The rule \"slow\" took longer than 100 " + "milliseconds.");
        }
        assertThat(caller.overdue().count()).isEqualTo(3);

        assertThatThrownBy(() -> ask(slow, BUDGET))
                .isInstanceOfSatisfying(
                        RuleFailure.class,
                        failure -> assertThat(failure.isStopped()).isTrue())
                .hasMessage("The rule \"slow\" is no longer called: 3 of its calls still run after their time limit;"
                        + " fix its text, and restart the controller to end these calls.");
        assertThat(caller.overdue().count()).as("no thread more").isEqualTo(3);
        assertThatThrownBy(() -> book.of(replica))
                .isInstanceOf(RuleBook.RuleNotRunningException.class)
                .hasMessage("The rule \"slow\" is switched on for this replica but does not run: 3 of its calls "
                        + "still run after their time limit; fix its text, and restart the controller to end these "
                        + "calls. Until you fix the rule or switch it off, nothing is sent to the replica.");

        on("slow", rule("- setBody: {constant: \"true\"}"));

        assertThat(book.of(replica)).as("a mended text is asked").isNotSameAs(Rules.NONE);
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() -> caller.overdue().count() == 0);
    }

    @Test
    void tooManyCallsOfAllRulesBlockEveryRule() {
        OverdueCalls overdue = new OverdueCalls();
        RunningRule other = new RunningRule("other", 99, "", Map.of(), List.of());
        for (int i = 0; i < OverdueCalls.MAX; i++) {
            assertThat(overdue.problem(other)).isNull();
            RunningRule rule = new RunningRule("slow", i, "", Map.of(), List.of());
            overdue.add(new RuleCall(rule, null, null, null, overdue));
        }
        assertThat(overdue.problem(other))
                .hasToString("9 calls of rules still run after their time limit; fix the rules that the log names, and"
                        + " restart the controller");
    }

    /** Each round doubles a text, which would exhaust the memory of the process. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "setBody: {simple: \"${body}${body}\"}",
                "setVariable: {name: x, simple: " + "\"${body}${variable.x}${variable.x}\"}",
                "setHeader: {name: x, simple: \"${body}${header.x}${header.x}\"}",
                "setProperty: {name: title, simple: "
                        + "\"${body}${exchangeProperty.title}${exchangeProperty.title}\"}",
                "setBody: {simple: \"${body.replace('a','aa')}\"}"
            })
    void aTextThatGrowsWithoutAnEndEndsTheCall(String step) throws Exception {
        RunningRule grows = on("grows", rule("- loop: {constant: 60, steps: [{" + step + "}]}"));

        assertThatThrownBy(() -> ask(grows, Duration.ofMinutes(2)))
                .hasMessage("The rule \"grows\" threw an error: A step of the rule produced a text of more than "
                        + "262144 characters.");
    }

    @Test
    void aRuleThatCallsItselfIsRefused() {
        assertThatThrownBy(() -> loader.save(
                        "circle",
                        rule("- to: direct:a") + "- route: {from: {uri: direct:a, " + "steps: [{to: direct:a}]}}\n"))
                .hasMessage("The route that begins with from: direct:a calls itself, so it would never end; use loop, "
                        + "or remove the call.");
    }

    @Test
    void aFolderThatIsNotReadAnyMoreIsNotReady() {
        assertThat(new RuleScanCheck(() -> RuleScanCheck.MAX_AGE).call().getState())
                .isEqualTo(HealthCheck.State.UP);
        HealthCheck.Result stands = new RuleScanCheck(() -> RuleScanCheck.MAX_AGE.plusSeconds(1)).call();
        assertThat(stands.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(stands.getMessage())
                .hasValue("The folder of rules was last read 61 seconds ago; changed rules are not loaded. Restart the"
                        + " controller.");
    }
}
