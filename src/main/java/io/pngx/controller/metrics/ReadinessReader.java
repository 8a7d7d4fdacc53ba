package io.pngx.controller.metrics;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.HeldDeletions;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.KnownCounts;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.OtherCopies;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.sync.ReadinessFacts;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.TakeoverChoice;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the facts about a replica's readiness from the database. */
public final class ReadinessReader {
    private final Database db;
    private final KeyValues settings;
    private final Replicas replicas;
    private final ReplicaCounts counts;
    private final MaintenanceState maintenance;
    private final HeldDeletions held;
    private final Drills drills;
    private final RuleTable rules;

    public ReadinessReader(Tables tables) {
        this.db = tables.database();
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.counts = tables.replicaCounts();
        this.maintenance = tables.maintenance();
        this.held = tables.heldDeletions();
        this.drills = tables.drills();
        this.rules = new RuleTable(tables.database());
    }

    /**
     * Returns the readiness of a replica.
     *
     * @param interval time between two cycles; a replica is stale if its last success is older than two intervals
     * @param masterFailingSince time since which the master cannot be read; null: the last read succeeded. From this
     *     time on, the age of the last success stays the same, because no run can succeed
     */
    public Readiness of(Replica replica, Duration interval, Instant masterFailingSince, Instant now) {
        return db.inSnapshot(() -> of(replica, counts.of(replica.id()), interval, masterFailingSince, now));
    }

    /**
     * Returns the readiness of replicas by id. The number of statements does not depend on the number of replicas.
     *
     * @param counted the numbers of documents, by replica id
     * @param interval function that returns the time between two cycles of a replica
     * @param masterFailingSince time since which the master cannot be read; null: the last read succeeded
     */
    public Map<Long, Readiness> of(
            List<Replica> replicas,
            Map<Long, KnownCounts.Numbers> counted,
            Function<Replica, Duration> interval,
            Instant masterFailingSince,
            Instant now) {
        Map<Long, List<Text>> accounts = maintenance.missingAccounts();
        Map<Long, List<Text>> lookups = maintenance.differingLookups();
        Map<Long, List<Text>> heldLookups = held.lookups();
        Map<Long, Drill.Last> drilled = drills.last();
        List<RuleTable.Row> somewhere = rules.onSomewhere();
        Map<String, List<Long>> ofRules = somewhere.isEmpty() ? Map.of() : rules.replicas();
        return replicas.stream()
                .collect(Collectors.toMap(
                        Replica::id,
                        replica -> of(
                                replica,
                                counted.get(replica.id()).counts(),
                                interval.apply(replica),
                                masterFailingSince,
                                now,
                                accounts.getOrDefault(replica.id(), List.of()),
                                lookups.getOrDefault(replica.id(), List.of()),
                                heldLookups.getOrDefault(replica.id(), List.of()),
                                somewhere.stream()
                                        .filter(rule -> rule.everywhere()
                                                || ofRules.getOrDefault(rule.name(), List.of())
                                                        .contains(replica.id()))
                                        .toList(),
                                Optional.ofNullable(drilled.get(replica.id())))));
    }

    /**
     * Returns the replicas that would be a better new master than {@code chosen}. A replica that is switched off, or
     * that waits for an accepted dry run, is none of them.
     */
    public List<TakeoverChoice.Better> better(Replica chosen, Instant now) {
        OtherCopies copies = new OtherCopies(db);
        return db.inSnapshot(() -> {
            List<Replica> rows = replicas.all().stream()
                    .filter(row -> row.id() == chosen.id() || row.enabled() && !row.dryRunFirst())
                    .map(row -> db.machine().fault().map(row::failing).orElse(row))
                    .toList();
            Map<Long, Readiness> readiness =
                    of(rows, db.counts().all(), settings::interval, settings.masterFailingSince(), now);
            Map<Boolean, List<TakeoverChoice.Candidate>> candidates = rows.stream()
                    .map(row -> new TakeoverChoice.Candidate(row.id(), row.name(), readiness.get(row.id())))
                    .collect(Collectors.partitioningBy(candidate -> candidate.id() == chosen.id()));
            return candidates.get(true).stream()
                    .flatMap(candidate -> TakeoverChoice.better(
                            candidate, candidates.get(false), (one, other) -> copies.lead(one.id(), other.id()))
                            .stream())
                    .toList();
        });
    }

    /** Returns the readiness of a replica whose documents are already counted. */
    public Readiness of(
            Replica replica, ReplicaCounts.Counts counted, Duration interval, Instant masterFailingSince, Instant now) {
        return of(
                replica,
                counted,
                interval,
                masterFailingSince,
                now,
                maintenance.missingAccounts(replica.id()),
                maintenance.differingLookups(replica.id()),
                held.lookups(replica.id()),
                rules.on(replica.id()),
                drills.last(replica.id()));
    }

    private static Readiness of(
            Replica replica,
            ReplicaCounts.Counts counted,
            Duration interval,
            Instant masterFailingSince,
            Instant now,
            List<Text> missingAccounts,
            List<Text> differingLookups,
            List<Text> heldLookups,
            List<RuleTable.Row> rules,
            Optional<Drill.Last> drilled) {
        return Readiness.of(new ReadinessFacts(
                replica.dryRunFirst()
                        ? ReadinessFacts.Contact.BLOCKED
                        : ReadinessFacts.Contact.valueOf(replica.state().name()),
                replica.lastError(),
                counted.lastCompleted(),
                now,
                masterFailingSince,
                interval.multipliedBy(2),
                counted.documents(),
                missingAccounts,
                differingLookups,
                heldLookups,
                rules.stream()
                        .filter(RuleTable.Row::changes)
                        .map(RuleTable.Row::name)
                        .toList(),
                areRulesChanged(rules, replica),
                drilled.map(last -> new ReadinessFacts.Drill(
                                last.finishedAt(), last.passed(), last.documents(), last.problems(), last.summary()))
                        .orElse(null)));
    }

    /** Returns whether the last run used rules, and the rules that select or change documents are different now. */
    private static boolean areRulesChanged(List<RuleTable.Row> rules, Replica replica) {
        String used = replica.rulesRevision();
        Map<String, String> texts = new LinkedHashMap<>();
        rules.stream().filter(RuleTable.Row::decides).forEach(rule -> texts.put(rule.name(), rule.goodText()));
        return used != null && !used.equals(Rules.NONE.revision()) && !used.equals(Rules.revision(texts));
    }
}
