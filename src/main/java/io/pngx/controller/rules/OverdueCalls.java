package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts overdue calls: their time limit is over, but they still run. Java can't end the thread of a call. */
final class OverdueCalls {
    /** If this many calls of one rule are overdue, the rule is no longer called. */
    static final int MAX_PER_RULE = 3;
    /** If this many calls of all rules together are overdue, no rule is called. */
    static final int MAX = 9;

    private static final Logger LOG = LoggerFactory.getLogger(OverdueCalls.class);

    private final Set<RuleCall> calls = ConcurrentHashMap.newKeySet();

    void add(RuleCall call) {
        calls.add(call);
        if (countOf(call.rule()) == MAX_PER_RULE) {
            LOG.warn(
                    "{} calls of the rule {} still run after their time limit; the rule is no longer called.",
                    MAX_PER_RULE,
                    call.rule().name());
        }
    }

    void remove(RuleCall call) {
        calls.remove(call);
    }

    int count() {
        return calls.size();
    }

    private long countOf(RunningRule rule) {
        return calls.stream().filter(call -> call.rule() == rule).count();
    }

    /** Returns the reason why a rule must not be called, without a full stop; null: the rule may be called. */
    Text problem(RunningRule rule) {
        if (countOf(rule) >= MAX_PER_RULE) {
            return Text.of(
                    "{0} of its calls still run after their time limit; fix its text, and restart the controller to "
                            + "end these calls",
                    MAX_PER_RULE);
        }
        return count() >= MAX
                ? Text.of(
                        "{0} calls of rules still run after their time limit; fix the rules that the log names, and "
                                + "restart the controller",
                        MAX)
                : null;
    }
}
