package io.pngx.controller.rules;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provides the rules of a replica. Throws an exception if a rule that selects or changes documents is switched on but
 * does not run.
 */
public final class RuleBook {
    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);
    /** The time limit of a call that no run waits for. */
    static final Duration NOTIFY_TIMEOUT = Duration.ofSeconds(30);

    /** The message without its values; also recognises a stored message. */
    private static final Text NOT_RUNNING = Text.of(
            "The rule \"{0}\" is switched on for this replica but does not run{1}. Until you fix the rule or switch it"
                    + " off, nothing is sent to the replica.");

    private final CamelContext camel;
    private final RuleLoader loader;
    private final RuleTable table;
    private final RuleCaller caller;
    private final Logs logs;

    RuleBook(CamelContext camel, RuleLoader loader, RuleTable table, RuleCaller caller, Logs logs) {
        this.camel = camel;
        this.loader = loader;
        this.table = table;
        this.caller = caller;
        this.logs = logs;
    }

    /**
     * Thrown if a rule that selects or changes documents is switched on for a replica but does not run. The text is for
     * users.
     */
    public static final class RuleNotRunningException extends ExplainedException {
        RuleNotRunningException(Text text) {
            super(text);
        }
    }

    /** Returns whether the rules are loaded. Callers must not request rules before they are loaded. */
    public boolean isReady() {
        return loader.isReady();
    }

    /**
     * Returns the rules of a replica.
     *
     * @throws RuleNotRunningException if a rule that selects or changes documents does not run
     */
    public Rules of(Replica replica) {
        return set(replica, usableRules(replica, null));
    }

    /**
     * Returns the rules of a replica as if the named rule were also switched on.
     *
     * @throws RuleNotRunningException if {@link #of} throws, or if the named rule does not run
     */
    public Rules with(Replica replica, String rule) {
        List<RunningRule> rules = usableRules(replica, rule);
        rules.add(table.find(rule)
                .flatMap(this::usable)
                .orElseThrow(() ->
                        new RuleNotRunningException(Text.of("The rule \"{0}\" does not run{1}.", rule, why(rule)))));
        rules.sort(Comparator.comparing(RunningRule::name));
        return set(replica, rules);
    }

    /**
     * Returns the rules of a replica as if the named rule were switched off. Throws the same exceptions as {@link #of}.
     */
    public Rules without(Replica replica, String rule) {
        return set(replica, usableRules(replica, rule));
    }

    /** Returns whether a rule that does not run blocked the replica in its last run. */
    public static boolean isBlocked(Replica replica) {
        return replica.state() == Replica.State.BLOCKED
                && replica.lastError() != null
                && NOT_RUNNING.pattern().equals(replica.lastError().pattern());
    }

    /** Returns the names of the rules that are on for a replica and may change documents. */
    public List<String> changing(Replica replica) {
        return table.changing(replica.id());
    }

    private List<RunningRule> usableRules(Replica replica, String but) {
        List<RunningRule> rules = new ArrayList<>();
        table.on(replica.id()).stream()
                .filter(row -> !row.name().equals(but))
                .forEach(row -> usable(row).ifPresent(rules::add));
        return rules;
    }

    private Rules set(Replica replica, List<RunningRule> rules) {
        return rules.isEmpty() ? Rules.NONE : new RuleSet(caller, replica.name(), rules);
    }

    /**
     * Returns the running rule of a row; empty: the rule does not run, and has no hook that decides what goes to the
     * replica.
     *
     * @throws RuleNotRunningException if the rule selects or changes documents but does not run
     */
    private Optional<RunningRule> usable(RuleTable.Row row) {
        Optional<RunningRule> rule = loader.running(row.name())
                .filter(runs -> runs.isStarted(camel) && caller.overdue().problem(runs) == null);
        if (rule.isEmpty()
                && row.hookList().stream()
                        .anyMatch(hook ->
                                Hook.of("rule-" + hook).map(Hook::decides).orElse(true))) {
            throw new RuleNotRunningException(Text.of(NOT_RUNNING.pattern(), row.name(), why(row.name())));
        }
        return rule;
    }

    /** Returns a colon and the reason why a rule does not run; an empty text if the reason is not known. */
    private Text why(String name) {
        return loader.problem(name)
                .map(problem -> problem.line() == null
                        ? Text.of(": {0-}", problem.message())
                        : Text.of(": line {0}: {1-}", String.valueOf(problem.line()), problem.message()))
                .orElseGet(() -> loader.running(name)
                        .map(runs -> runs.isStarted(camel)
                                ? Text.of(": {0}", caller.overdue().problem(runs))
                                : Text.of(": its route was stopped"))
                        .orElse(Text.of("")));
    }

    /**
     * Calls the rules that are on for an alert, one after the other. A failure of a rule is logged.
     *
     * @param alert the alert; without a {@code replica_id}, the alert concerns no single replica
     */
    public void alert(@Body Map<String, ?> alert) {
        Object replicaId = alert.get("replica_id");
        List<RuleTable.Row> on = replicaId instanceof Number id ? table.on(id.longValue()) : table.onSomewhere();
        for (RuleTable.Row row : on) {
            loader.running(row.name())
                    .filter(rule -> rule.endpoint(Hook.ALERT) != null)
                    .ifPresent(rule -> {
                        try {
                            caller.call(rule, Hook.ALERT, new LinkedHashMap<>(alert), Map.of(), NOTIFY_TIMEOUT);
                        } catch (RuleFailure e) {
                            LOG.warn(e.getMessage());
                            logs.addForReplica(
                                    LogRow.Level.WARN,
                                    replicaId instanceof Number id ? id.longValue() : null,
                                    "rule",
                                    e.text());
                        }
                    });
        }
    }
}
