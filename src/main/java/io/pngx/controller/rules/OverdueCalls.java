package io.pngx.controller.rules;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts calls of rules that go on although their time is over: Java has no way to end what does not end by itself. */
final class OverdueCalls {
    /** Of one rule: then it is not asked any more. */
    static final int MOST_OF_A_RULE = 3;
    /** Of all rules and all their texts: then none is asked. */
    static final int MOST = 9;

    private static final Logger LOG = LoggerFactory.getLogger(OverdueCalls.class);

    private final Set<RuleCall> calls = ConcurrentHashMap.newKeySet();

    void add(RuleCall call) {
        calls.add(call);
        if (of(call.rule()) == MOST_OF_A_RULE) {
            LOG.warn(
                    "{} calls of the rule {} do not end although their time is over; it is not asked any more.",
                    MOST_OF_A_RULE,
                    call.rule().name());
        }
    }

    void remove(RuleCall call) {
        calls.remove(call);
    }

    int all() {
        return calls.size();
    }

    private long of(RunningRule rule) {
        return calls.stream().filter(call -> call.rule() == rule).count();
    }

    /** Why this rule is not asked, as the end of a sentence; null: it may be. */
    String problem(RunningRule rule) {
        if (of(rule) >= MOST_OF_A_RULE) {
            return MOST_OF_A_RULE + " calls of it do not end although their time is over; mend its text, and "
                    + "restart the controller to end these calls";
        }
        return all() >= MOST
                ? MOST + " calls of rules do not end although their time is over; mend the rules that "
                        + "the log names, and restart the controller"
                : null;
    }
}
