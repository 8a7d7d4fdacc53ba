package io.pngx.controller.alerts;

import io.pngx.controller.metrics.ReplicaStatus;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.sync.ReadinessFacts;
import io.pngx.controller.text.LowerCase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Conditions of a replica that raise an alert. */
enum Condition {
    UNREACHABLE,
    AUTH_FAILED,
    ERROR,
    DOCUMENTS_FAILED,
    BLOCKED,
    HELD,
    VERIFICATION_FAILED,
    DRILL_FAILED,
    LAG,
    NOT_READY;

    static final String FAILING = "failing";
    private static final Map<SyncState, Condition> BAD =
            Map.of(SyncState.UNREACHABLE, UNREACHABLE, SyncState.AUTH_FAILED, AUTH_FAILED, SyncState.ERROR, ERROR);

    String word() {
        return LowerCase.of(this);
    }

    /** Returns the name of the event in alerts. */
    String event() {
        return BAD.containsValue(this) ? FAILING : word();
    }

    /** Returns whether the end of the condition also raises an alert. */
    boolean recovers() {
        return isKnownAtTheEndOfARun() || this == DRILL_FAILED || this == LAG || this == NOT_READY;
    }

    /** Returns whether the condition is undecided while a run is open. */
    boolean isKnownAtTheEndOfARun() {
        return BAD.containsValue(this) || this == DOCUMENTS_FAILED || this == BLOCKED;
    }

    /**
     * Returns the active conditions, each with its message.
     *
     * @param lagLimit maximum time without a successful run; zero: no limit
     */
    static Map<Condition, String> of(ReplicaStatus status, Duration lagLimit) {
        Map<Condition, String> found = new EnumMap<>(Condition.class);
        String who = "Replica \"" + status.replica().name() + "\" ";
        String why = Objects.toString(status.replica().lastError(), "see the log");
        if (BAD.containsKey(status.state())) {
            found.put(BAD.get(status.state()), who + "is failing: " + why);
        }
        if (status.counts().documents().failed() > 0) {
            found.put(
                    DOCUMENTS_FAILED,
                    who + "has " + count(status.counts().documents().failed(), "failed document")
                            + "; the controller tries again later.");
        }
        if (status.state() == SyncState.BLOCKED) {
            found.put(BLOCKED, who + "is blocked: " + why);
        }
        if (status.counts().decisions() > 0) {
            found.put(
                    HELD,
                    who + "waits for a decision: " + count(status.counts().deletionsHeld(), "deletion") + ", "
                            + count(status.counts().offered(), "adoption") + ".");
        }
        if (status.mismatches() > 0) {
            found.put(
                    VERIFICATION_FAILED,
                    who + "has " + count(status.mismatches(), "document")
                            + " whose file or metadata differs from the master, as a verification found.");
        }
        ReadinessFacts.Drill drill = status.readiness().facts().drill();
        if (drill != null && !drill.passed()) {
            found.put(DRILL_FAILED, who + "failed its drill. " + drill.summary());
        }
        if (!lagLimit.isZero() && status.lag().compareTo(lagLimit) > 0) {
            found.put(LAG, who + "has had no successful run for " + status.lag().toMinutes() + " minutes.");
        }
        // NOT_READY is raised only for a stale replica: the other reasons against readiness have their own conditions.
        if (status.readiness().has(Readiness.Code.STALE)) {
            found.put(
                    NOT_READY,
                    who + "is no longer ready to take over. "
                            + status.readiness().sentence());
        }
        return found;
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
