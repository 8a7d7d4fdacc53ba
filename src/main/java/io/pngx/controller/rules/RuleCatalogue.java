package io.pngx.controller.rules;

import io.pngx.controller.store.RuleTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/** What there is of rules, for a person. */
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
     * @param state      {@code running}, {@code stopped} (by a person, in Hawtio), or {@code broken}: nothing of it runs
     * @param hooks      where it is asked or told; of the text that ran last
     * @param everywhere it is on for every replica
     * @param replicaIds the replicas for which it is on by itself
     * @param problem    why the text in the file is not the one that runs; null: it is
     * @param goodAt     since when the text that runs, or ran last, does; null: none ever did
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
        return loader.names().stream().map(this::entry).toList();
    }

    public Optional<Entry> find(String name) {
        return loader.names().contains(name) ? Optional.of(entry(name)) : Optional.empty();
    }

    private Entry entry(String name) {
        Optional<RuleTable.Row> row = table.find(name);
        String state = loader.running(name)
                .map(rule -> rule.isStarted(camel) ? "running" : "stopped")
                .orElse("broken");
        return new Entry(
                name,
                state,
                row.map(RuleTable.Row::hookList).orElse(List.of()),
                row.map(RuleTable.Row::everywhere).orElse(false),
                table.replicas(name),
                loader.problem(name).orElse(null),
                row.map(RuleTable.Row::goodAt).orElse(null));
    }

    /** As it stands in the file; where that can't be read, the text that ran last. */
    public Optional<String> text(String name) {
        return loader.fileText(name).or(() -> goodText(name));
    }

    /** The last text that ran. */
    public Optional<String> goodText(String name) {
        return table.find(name).map(RuleTable.Row::goodText);
    }
}
