package io.pngx.controller.alerts;

import io.pngx.controller.watch.ReplicaLook;
import io.pngx.controller.watch.StateWord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What can be so of a replica that somebody should know. */
enum Condition {
    UNREACHABLE,
    AUTH_FAILED,
    ERROR,
    DOCUMENTS_FAILED,
    BLOCKED,
    HELD,
    VERIFICATION_FAILED,
    LAG;

    static final String FAILING = "failing";
    private static final Map<StateWord, Condition> BAD =
            Map.of(StateWord.UNREACHABLE, UNREACHABLE, StateWord.AUTH_FAILED, AUTH_FAILED, StateWord.ERROR, ERROR);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called where it is said. */
    String event() {
        return BAD.containsValue(this) ? FAILING : word();
    }

    /** Is it worth a word when it is over? */
    boolean recovers() {
        return isKnownAtTheEndOfARun() || this == LAG;
    }

    /** Can a run that is going on say nothing of it yet? */
    boolean isKnownAtTheEndOfARun() {
        return BAD.containsValue(this) || this == DOCUMENTS_FAILED || this == BLOCKED;
    }

    /** What is so, each with a sentence. Pure. @param lagLimit zero: none */
    static Map<Condition, String> of(ReplicaLook look, Duration lagLimit) {
        Map<Condition, String> found = new EnumMap<>(Condition.class);
        String who = "Replica \"" + look.replica().name() + "\" ";
        String why = Objects.requireNonNullElse(look.replica().lastError(), "the log says why");
        if (BAD.containsKey(look.state())) {
            found.put(BAD.get(look.state()), who + "is failing: " + why);
        }
        if (look.counts().failed() > 0) {
            found.put(
                    DOCUMENTS_FAILED,
                    who + "could not take " + count(look.counts().failed(), "document") + "; tried again later.");
        }
        if (look.state() == StateWord.BLOCKED) {
            found.put(BLOCKED, who + "is blocked: " + why);
        }
        if (look.counts().held() > 0) {
            found.put(
                    HELD,
                    who + "waits for a decision: " + count(look.deletionsHeld(), "deletion") + ", "
                            + count(look.counts().offered(), "adoption") + ".");
        }
        if (look.mismatches() > 0) {
            found.put(
                    VERIFICATION_FAILED,
                    who + "has " + count(look.mismatches(), "document")
                            + " that a verification found other than the master's.");
        }
        if (!lagLimit.isZero() && look.lag().compareTo(lagLimit) > 0) {
            found.put(
                    LAG,
                    who + "has had no run without a failure for " + look.lag().toMinutes() + " minutes.");
        }
        return found;
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
