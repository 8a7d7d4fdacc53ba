package io.pngx.controller.rules;

/** A rule gave no sound answer about one document, which is not sent therefore. The message is one sentence for a person. */
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

    /** Its route does not run (any more). */
    static RuleFailure stopped(String rule) {
        return new RuleFailure(
                "The rule \"" + rule + "\" was stopped; start its route again, or save the rule anew.", true);
    }

    /** Calls of it go on although their time is over. @param problem the end of a sentence */
    static RuleFailure endless(String rule, String problem) {
        return new RuleFailure("The rule \"" + rule + "\" is not asked any more: " + problem + ".", true);
    }

    /** Is it not about the document, but about the rule, so that the run must end? */
    public boolean isStopped() {
        return stopped;
    }
}
