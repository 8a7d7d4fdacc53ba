package io.pngx.controller.engine.review;

import io.pngx.controller.engine.review.RuleTrial.Row;
import io.pngx.controller.rules.RuleComparison.Change;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups the documents of a trial that the rule treats alike: the same fields change, or the rule fails for the same
 * reason. Each group keeps a few of its documents as examples.
 */
final class RuleTrialGroups {
    private static final int EXAMPLES = 3;
    /** Maximum number of groups. One more group has all documents whose outcome fits into none of these groups. */
    private static final int MAX_GROUPS = 50;

    private final Key others;
    private final Map<Key, Counted> groups = new LinkedHashMap<>();

    private RuleTrialGroups(Key others) {
        this.others = others;
    }

    /** Creates the groups for documents that the rule excludes. All of these documents are in one group. */
    static RuleTrialGroups heldBack() {
        return new RuleTrialGroups(new Key(List.of(), null));
    }

    /** Creates the groups for documents that the rule changes, one group for each combination of changed fields. */
    static RuleTrialGroups changed() {
        return new RuleTrialGroups(new Key(List.of("other fields"), null));
    }

    /** Creates the groups for documents for which the rule fails, one group for each reason. */
    static RuleTrialGroups failing() {
        return new RuleTrialGroups(new Key(List.of(), Text.of("The rule fails for other reasons.")));
    }

    /**
     * Documents with the same outcome.
     *
     * @param fields the fields that change
     * @param problem why the rule fails; null: the rule does not fail
     */
    public record Group(long count, List<String> fields, Text problem, List<Row> examples) {}

    private record Key(List<String> fields, Text problem) {}

    private static final class Counted {
        private final List<Row> examples = new ArrayList<>();
        private long count;

        private void add(Row row) {
            count++;
            if (examples.size() < EXAMPLES) {
                examples.add(row);
            }
        }
    }

    void add(Row row) {
        Key key = new Key(row.changes().stream().map(Change::key).toList(), row.problem());
        Key kept = groups.containsKey(key) || groups.size() < MAX_GROUPS ? key : others;
        groups.computeIfAbsent(kept, first -> new Counted()).add(row);
    }

    List<Group> largestFirst() {
        return groups.entrySet().stream()
                .map(each -> new Group(
                        each.getValue().count,
                        each.getKey().fields(),
                        each.getKey().problem(),
                        List.copyOf(each.getValue().examples)))
                .sorted(Comparator.comparingLong(Group::count).reversed())
                .toList();
    }
}
