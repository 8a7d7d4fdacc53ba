package io.pngx.controller.rules;

/** Signals that a rule failed for one document. The document is not sent. The message is one sentence for users. */
public final class RuleFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean stopped;

    private RuleFailure(String message, boolean stopped) {
        super(message);
        this.stopped = stopped;
    }

    static RuleFailure of(String rule, String what) {
        return new RuleFailure("The rule \"" + rule + "\" " + what, false);
    }

    /** Creates the failure of a rule whose route does not run. */
    static RuleFailure stopped(String rule) {
        return new RuleFailure("The rule \"" + rule + "\" was stopped; start its route, or save the rule again.", true);
    }

    /**
     * Creates the failure of a rule whose calls do not end.
     *
     * @param problem the reason, without a full stop
     */
    static RuleFailure endless(String rule, String problem) {
        return new RuleFailure("The rule \"" + rule + "\" is no longer called: " + problem + ".", true);
    }

    /** Returns whether the run must end, because the rule fails for all documents. */
    public boolean isStopped() {
        return stopped;
    }
}
