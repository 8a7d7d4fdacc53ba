package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.rules.RuleComparison;
import io.pngx.controller.rules.RuleComparison.Change;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a rule would make of the documents of the master on one replica: the body of {@code direct:tryRule}, which fills it. */
public final class RuleTrial {
    /** A person waits for it. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int MOST = 100;

    private final Replica replica;
    private final String rule;
    private final Rules without;
    private final Rules with;
    private final Instant until = Instant.now().plus(LONGEST);
    private final List<Row> heldBack = new ArrayList<>();
    private final List<Row> changed = new ArrayList<>();
    private final List<Row> failing = new ArrayList<>();
    private Translation translation;
    private long documents;
    private long looked;
    private long heldBackCount;
    private long changedCount;
    private long failingCount;
    private String problem;

    /** @param without the replica's rules without that one @param with the same with it */
    public RuleTrial(Replica replica, String rule, Rules without, Rules with) {
        this.replica = replica;
        this.rule = rule;
        this.without = without;
        this.with = with;
    }

    /** A document, with what would be changed of it, or why it would fail. */
    public record Row(long id, String title, List<Change> changes, String problem) {}

    /** @param first some of them */
    public record Found(long count, List<Row> first) {}

    /**
     * @param documents of the master @param looked that were looked at before the time was up
     * @param heldBack that would not go to the replica (any more)
     */
    public record Report(
            String rule, String replica, long documents, long looked, Found heldBack, Found changed, Found failing) {}

    public String host() {
        return replica.host();
    }

    public String fields() {
        return Session.RULE_FIELDS;
    }

    public void failed(String why) {
        problem = why;
    }

    /** Why there is no report; null: there is. */
    public String problem() {
        return problem;
    }

    void begin(Translation names, long all) {
        translation = names;
        documents = all;
    }

    boolean isOver() {
        return Instant.now().isAfter(until);
    }

    void add(Document document) {
        looked++;
        RuleComparison.Outcome outcome = RuleComparison.compare(document, translation, without, with);
        if (outcome.heldBack()) {
            heldBackCount++;
            keep(heldBack, new Row(document.id(), document.title(), List.of(), null));
        } else if (outcome.problem() != null) {
            failingCount++;
            keep(failing, new Row(document.id(), document.title(), List.of(), outcome.problem()));
        } else if (!outcome.changes().isEmpty()) {
            changedCount++;
            keep(changed, new Row(document.id(), document.title(), outcome.changes(), null));
        }
    }

    private static void keep(List<Row> rows, Row row) {
        if (rows.size() < MOST) {
            rows.add(row);
        }
    }

    public Report report() {
        return new Report(
                rule,
                replica.name(),
                documents,
                looked,
                new Found(heldBackCount, heldBack),
                new Found(changedCount, changed),
                new Found(failingCount, failing));
    }
}
