package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.WaitTime;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.rules.RuleComparison;
import io.pngx.controller.rules.RuleComparison.Change;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Inventory;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Job of {@code direct:tryRule}: tries a rule on one replica, and collects the changes that the rule would cause. */
public final class RuleTrial extends ReviewJob {
    /** Time limit of a trial, because the user waits for the result. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(60);

    private static final int MAX_ROWS = 100;

    private final String rule;
    private final Rules without;
    private final Rules with;
    private final LongPredicate hasCopy;
    private final Unsent unsent;
    private final WaitTime timeLimit = new WaitTime().begin(TIME_LIMIT);
    private final List<Row> heldBack = new ArrayList<>();
    private final List<Row> changed = new ArrayList<>();
    private final List<Row> failing = new ArrayList<>();
    private final RuleTrialGroups heldBackGroups = RuleTrialGroups.heldBack();
    private final RuleTrialGroups changedGroups = RuleTrialGroups.changed();
    private final RuleTrialGroups failingGroups = RuleTrialGroups.failing();
    private Translation translation;
    private long documents;
    private long looked;
    private long heldBackCount;
    private long copies;
    private long changedCount;
    private long failingCount;

    /**
     * @param without the rules of the replica, except the tried rule
     * @param with the rules of the replica, including the tried rule
     * @param hasCopy returns whether the replica has a copy of a document
     * @param unsent receives all documents that would not go to the replica
     */
    public RuleTrial(Replica replica, String rule, Rules without, Rules with, LongPredicate hasCopy, Unsent unsent) {
        super(replica);
        this.rule = rule;
        this.without = without;
        this.with = with;
        this.hasCopy = hasCopy;
        this.unsent = unsent;
    }

    /** Receives the documents that would not go to the replica. */
    public interface Unsent {
        /** @param problem why the rule fails; null: the rule excludes the document */
        void add(long id, String title, boolean hasCopy, Text problem);
    }

    /**
     * A document that the rule excludes or changes, or for which the rule fails.
     *
     * @param problem why the rule fails; null: the rule does not fail
     */
    public record Row(long id, String title, List<Change> changes, Text problem) {}

    /**
     * Documents with the same kind of outcome: the rule excludes them, changes them, or fails for them.
     *
     * @param count number of all documents with this kind of outcome
     * @param first rows of the first documents, at most {@code MAX_ROWS}
     * @param groups all documents, grouped by changed fields or by reason of failure; largest group first
     */
    public record Found(long count, List<Row> first, List<RuleTrialGroups.Group> groups) {}

    /**
     * @param documents number of documents on the master
     * @param looked number of documents compared before the time limit
     * @param heldBack documents that the rule would exclude from the replica
     * @param copies number of excluded documents that have a copy on the replica
     */
    public record Report(
            String rule,
            String replica,
            long documents,
            long looked,
            Found heldBack,
            long copies,
            Found changed,
            Found failing) {}

    public String fields() {
        return DocumentTargets.RULE_FIELDS;
    }

    void begin() {
        translation = Translation.unmatched(
                master().lookups(), there().lookups(), there().user().id(), id -> Optional.empty(), Inventory.UNKNOWN);
        documents = master().inventory().length;
    }

    /** @return ids of all documents of the master */
    long[] ids() {
        return master().inventory();
    }

    boolean isOver() {
        return timeLimit.isOver();
    }

    void add(Document document) {
        looked++;
        RuleComparison.Outcome outcome = RuleComparison.compare(document, translation, without, with);
        if (outcome.heldBack()) {
            heldBackCount++;
            boolean copied = hasCopy.test(document.id());
            copies += copied ? 1 : 0;
            unsent.add(document.id(), document.title(), copied, null);
            keep(heldBack, heldBackGroups, new Row(document.id(), document.title(), List.of(), null));
        } else if (outcome.problem() != null) {
            failingCount++;
            unsent.add(document.id(), document.title(), hasCopy.test(document.id()), outcome.problem());
            keep(failing, failingGroups, new Row(document.id(), document.title(), List.of(), outcome.problem()));
        } else if (!outcome.changes().isEmpty()) {
            changedCount++;
            keep(changed, changedGroups, new Row(document.id(), document.title(), outcome.changes(), null));
        }
    }

    private static void keep(List<Row> rows, RuleTrialGroups groups, Row row) {
        groups.add(row);
        if (rows.size() < MAX_ROWS) {
            rows.add(row);
        }
    }

    public Report report() {
        return new Report(
                rule,
                replica().name(),
                documents,
                looked,
                new Found(heldBackCount, heldBack, heldBackGroups.largestFirst()),
                copies,
                new Found(changedCount, changed, changedGroups.largestFirst()),
                new Found(failingCount, failing, failingGroups.largestFirst()));
    }
}
