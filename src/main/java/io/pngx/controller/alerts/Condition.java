package io.pngx.controller.alerts;

import io.pngx.controller.watch.ReplicaLook;
import io.pngx.controller.watch.StateWord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A condition of a replica that causes an alert. */
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
    private static final Map<StateWord, Condition> FAILURES =
            Map.of(StateWord.UNREACHABLE, UNREACHABLE, StateWord.AUTH_FAILED, AUTH_FAILED, StateWord.ERROR, ERROR);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the event of the alert. */
    String event() {
        return FAILURES.containsValue(this) ? FAILING : word();
    }

    /** Returns whether the end of the condition causes an alert. */
    boolean notifiesRecovery() {
        return isKnownAtEndOfRun() || this == LAG;
    }

    /** Returns whether the condition is known only after a run, so that it is left unchanged during a run. */
    boolean isKnownAtEndOfRun() {
        return FAILURES.containsValue(this) || this == DOCUMENTS_FAILED || this == BLOCKED;
    }

    /**
     * Returns the conditions of a replica, each with a sentence for the user.
     *
     * @param lagLimit the time without a successful run that causes an alert; zero: no limit
     */
    static Map<Condition, String> of(ReplicaLook look, Duration lagLimit) {
        Map<Condition, String> found = new EnumMap<>(Condition.class);
        String subject = "Replica \"" + look.replica().name() + "\" ";
        String reason = Objects.requireNonNullElse(look.replica().lastError(), "the log has the reason");
        if (FAILURES.containsKey(look.state())) {
            found.put(FAILURES.get(look.state()), subject + "is failing: " + reason);
        }
        if (look.counts().failed() > 0) {
            found.put(
                    DOCUMENTS_FAILED,
                    subject + "could not take " + count(look.counts().failed(), "document") + "; tried again later.");
        }
        if (look.state() == StateWord.BLOCKED) {
            found.put(BLOCKED, subject + "is blocked: " + reason);
        }
        if (look.counts().held() > 0) {
            found.put(
                    HELD,
                    subject + "waits for a decision: " + count(look.deletionsHeld(), "deletion") + ", "
                            + count(look.counts().offered(), "adoption") + ".");
        }
        if (look.mismatches() > 0) {
            found.put(
                    VERIFICATION_FAILED,
                    subject + "has " + count(look.mismatches(), "document")
                            + " that differed from the master's in a verification.");
        }
        if (!lagLimit.isZero() && look.lag().compareTo(lagLimit) > 0) {
            found.put(
                    LAG,
                    subject + "has had no run without a failure for "
                            + look.lag().toMinutes() + " minutes.");
        }
        return found;
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
