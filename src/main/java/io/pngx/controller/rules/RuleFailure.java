package io.pngx.controller.rules;

import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/** Signals that a rule failed for one document. The document is not sent. The text is one sentence for users. */
public final class RuleFailure extends ExplainedException {
    private final boolean stopped;

    private RuleFailure(Text text, boolean stopped) {
        super(text);
        this.stopped = stopped;
    }

    /** @param what the predicate of the sentence; the subject is the rule */
    static RuleFailure of(String rule, Text what) {
        return new RuleFailure(Text.of("The rule \"{0}\" {1}", rule, what), false);
    }

    /** Creates the failure of a rule whose route does not run. */
    static RuleFailure stopped(String rule) {
        return new RuleFailure(
                Text.of("The rule \"{0}\" was stopped; start its route, or save the rule again.", rule), true);
    }

    /**
     * Creates the failure of a rule whose calls do not end.
     *
     * @param problem the reason, without a full stop
     */
    static RuleFailure endless(String rule, Text problem) {
        return new RuleFailure(Text.of("The rule \"{0}\" is no longer called: {1}.", rule, problem), true);
    }

    /** Returns whether the run must end, because the rule fails for all documents. */
    public boolean isStopped() {
        return stopped;
    }
}
