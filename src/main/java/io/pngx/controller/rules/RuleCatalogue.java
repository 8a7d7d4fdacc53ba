package io.pngx.controller.rules;

import io.pngx.controller.store.RuleTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/** Lists the rules and their states, for pages and API. */
public final class RuleCatalogue {
    private final RuleLoader loader;
    private final RuleTable table;
    private final CamelContext camel;

    RuleCatalogue(RuleLoader loader, RuleTable table, CamelContext camel) {
        this.loader = loader;
        this.table = table;
        this.camel = camel;
    }

    /**
     * One rule.
     *
     * @param state {@code running}, {@code stopped} (by an operator, in Hawtio) or {@code broken} (no route runs)
     * @param hooks the hooks of the text that ran last
     * @param everywhere whether the rule is on for every replica
     * @param replicaIds the replicas for which the rule is switched on individually
     * @param problem the reason why the text in the file does not run; null: the text runs
     * @param goodAt time at which the running text, or the text that ran last, was started; null: no text ever ran
     */
    public record Entry(
            String name,
            String state,
            List<String> hooks,
            boolean everywhere,
            List<Long> replicaIds,
            RuleLoader.Problem problem,
            Instant goodAt) {
        public boolean isOn() {
            return everywhere || !replicaIds.isEmpty();
        }
    }

    public List<Entry> all() {
        Map<String, RuleTable.Row> rows =
                table.all().stream().collect(Collectors.toMap(RuleTable.Row::name, Function.identity()));
        Map<String, List<Long>> replicas = table.replicas();
        return loader.names().stream()
                .map(name -> entry(name, rows.get(name), replicas.getOrDefault(name, List.of())))
                .toList();
    }

    public Optional<Entry> find(String name) {
        return loader.names().contains(name)
                ? Optional.of(entry(name, table.find(name).orElse(null), table.replicas(name)))
                : Optional.empty();
    }

    /** @param found the row of the rule; null: no text ever ran */
    private Entry entry(String name, RuleTable.Row found, List<Long> replicas) {
        Optional<RuleTable.Row> row = Optional.ofNullable(found);
        String state = loader.running(name)
                .map(rule -> rule.isStarted(camel) ? "running" : "stopped")
                .orElse("broken");
        return new Entry(
                name,
                state,
                row.map(RuleTable.Row::hookList).orElse(List.of()),
                row.map(RuleTable.Row::everywhere).orElse(false),
                replicas,
                loader.problem(name).orElse(null),
                row.map(RuleTable.Row::goodAt).orElse(null));
    }

    /** Returns the text in the file; if the file can't be read, the text that ran last. */
    public Optional<String> text(String name) {
        return loader.fileText(name).or(() -> goodText(name));
    }

    /** Returns the text that ran last. */
    public Optional<String> goodText(String name) {
        return table.find(name).map(RuleTable.Row::goodText);
    }
}
