package io.pngx.controller.rules;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.sync.Rules;
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

/** Which rules a replica has. What is switched on and does not run is no reason to do without: it is refused. */
public final class RuleBook {
    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);
    /** Of a call that nobody waits for. */
    static final Duration TELLING = Duration.ofSeconds(30);

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

    /** A rule that selects or changes is switched on for a replica and does not run. The message is for a person. */
    public static final class RuleNotRunningException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RuleNotRunningException(String message) {
            super(message, null, false, false);
        }
    }

    /** Were the rules looked at since the start? Before, nobody may ask for them. */
    public boolean isReady() {
        return loader.isReady();
    }

    /** @throws RuleNotRunningException where a rule of it that selects or changes does not run */
    public Rules of(Replica replica) {
        return set(replica, running(replica, null));
    }

    /**
     * As {@link #of}, as if that rule were switched on, too.
     *
     * @throws RuleNotRunningException also where that rule does not run
     */
    public Rules with(Replica replica, String rule) {
        List<RunningRule> rules = running(replica, rule);
        rules.add(table.find(rule)
                .flatMap(this::guard)
                .orElseThrow(() -> new RuleNotRunningException("The rule \"" + rule + "\" does not run" + why(rule) + ".")));
        rules.sort(Comparator.comparing(RunningRule::name));
        return set(replica, rules);
    }

    /** As {@link #of}, as if that rule were switched off. */
    public Rules without(Replica replica, String rule) {
        return set(replica, running(replica, rule));
    }

    private List<RunningRule> running(Replica replica, String but) {
        List<RunningRule> rules = new ArrayList<>();
        table.on(replica.id()).stream()
                .filter(row -> !row.name().equals(but))
                .forEach(row -> guard(row).ifPresent(rules::add));
        return rules;
    }

    private Rules set(Replica replica, List<RunningRule> rules) {
        return rules.isEmpty() ? Rules.NONE : new RuleSet(caller, replica.name(), rules);
    }

    /** Empty where it does not run, and only would be told of things. */
    private Optional<RunningRule> guard(RuleTable.Row row) {
        Optional<RunningRule> rule = loader.running(row.name())
                .filter(runs -> runs.isStarted(camel) && caller.overdue().problem(runs) == null);
        if (rule.isEmpty()
                && row.hookList().stream()
                        .anyMatch(hook ->
                                Hook.of("rule-" + hook).map(Hook::guards).orElse(true))) {
            throw new RuleNotRunningException("The rule \"" + row.name() + "\" is switched on for this replica but does not run"
                    + why(row.name()) + ". Nothing is sent meanwhile; mend the rule, or switch it off.");
        }
        return rule;
    }

    private String why(String name) {
        return loader.problem(name)
                .map(problem -> ": " + (problem.line() == null ? "" : "line " + problem.line() + ": ")
                        + problem.message().replaceFirst("\\.$", ""))
                .orElseGet(() -> loader.running(name)
                        .map(runs -> runs.isStarted(camel)
                                ? ": " + caller.overdue().problem(runs)
                                : ": its route was stopped")
                        .orElse(""));
    }

    /**
     * Hands an alert to the rules that are on for it, one after the other. One that fails is logged.
     *
     * @param alert a map; its {@code replica_id} says which replica it is about, without one it is about all
     */
    public void alert(@Body Map<String, ?> alert) {
        Object replicaId = alert.get("replica_id");
        List<RuleTable.Row> on = replicaId instanceof Number id ? table.on(id.longValue()) : table.onSomewhere();
        for (RuleTable.Row row : on) {
            loader.running(row.name())
                    .filter(rule -> rule.endpoint(Hook.ALERT) != null)
                    .ifPresent(rule -> {
                        try {
                            caller.call(rule, Hook.ALERT, new LinkedHashMap<>(alert), Map.of(), TELLING);
                        } catch (RuleFailure e) {
                            LOG.warn(e.getMessage());
                            logs.add(
                                    LogRow.Level.WARN,
                                    null,
                                    replicaId instanceof Number id ? id.longValue() : null,
                                    null,
                                    "rule",
                                    e.getMessage());
                        }
                    });
        }
    }
}
