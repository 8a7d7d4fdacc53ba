package io.pngx.controller.sync;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.sync.Readiness.Code;
import io.pngx.controller.sync.Readiness.Reason;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Derives the reasons against a takeover from the facts of a replica, most important first. */
final class ReadinessReasons {
    private static final int SHOWN_LOOKUPS = 5;

    private final ReadinessFacts facts;
    private final List<Reason> reasons = new ArrayList<>();

    ReadinessReasons(ReadinessFacts facts) {
        this.facts = facts;
    }

    List<Reason> all() {
        contact();
        age();
        excluded(facts.documents());
        documents(facts.documents());
        drill();
        accounts();
        lookups();
        heldLookups();
        changingRules();
        return List.copyOf(reasons);
    }

    private void contact() {
        switch (facts.contact()) {
            case UNREACHABLE -> whole(Code.UNREACHABLE, Text.of("the replica is not available"));
            case AUTH_FAILED ->
                whole(Code.AUTH_FAILED, Text.of("the replica refuses the API token, or the token lacks a right"));
            case BLOCKED -> whole(Code.BLOCKED, Text.of("nothing is written until you decide"));
            case ERROR -> whole(Code.ERROR, Text.of("the last run failed"));
            default -> {}
        }
    }

    private void age() {
        if (facts.lastSuccess() == null) {
            whole(Code.NEVER_SYNCED, Text.of("no run was successful yet"));
        } else if (facts.lastSuccess().plus(facts.allowedAge()).isBefore(facts.asOf())) {
            whole(
                    Code.STALE,
                    Text.of(
                            "the last successful run ended {0}",
                            Quantities.ago(facts.age().toSeconds())));
        }
    }

    private void excluded(DocumentCounts documents) {
        long missing = documents.excludedMissing();
        long old = documents.excludedOld();
        if (missing > 0 && old > 0) {
            reasons.add(new Reason(
                    Code.EXCLUDED,
                    documents.excluded(),
                    Text.of(
                            "{0} are excluded by rules: after a takeover, {1} would be missing, and {2} could be old",
                            documents.excluded(), missing, old)));
            return;
        }
        add(
                Code.EXCLUDED,
                missing,
                Text.counted(
                        missing,
                        "is excluded by a rule, and would be missing after a takeover",
                        "are excluded by rules, and would be missing after a takeover"));
        add(
                Code.EXCLUDED,
                old,
                Text.counted(
                        old,
                        "is excluded by a rule, and could be old after a takeover",
                        "are excluded by rules, and could be old after a takeover"));
    }

    private void documents(DocumentCounts documents) {
        add(Code.MISSING, documents.missing(), Text.counted(documents.missing(), "is missing", "are missing"));
        add(
                Code.DAMAGED,
                documents.damaged(),
                Text.counted(documents.damaged(), "has another file", "have another file"));
        add(
                Code.DIFFERENT,
                documents.different(),
                Text.counted(documents.different(), "has other metadata", "have other metadata"));
        add(Code.OUTDATED, documents.outdated(), Text.counted(documents.outdated(), "lacks a change", "lack changes"));
        add(
                Code.CONTESTED,
                documents.contested(),
                Text.counted(
                        documents.contested(),
                        "keeps being changed on the replica",
                        "keep being changed on the replica"));
        add(
                Code.HELD,
                documents.retained(),
                Text.counted(
                        documents.retained(),
                        "was deleted on the master, and is still on the replica",
                        "were deleted on the master, and are still on the replica"));
        add(
                Code.NEWEST_ONLY,
                documents.newestOnly(),
                Text.counted(
                        documents.newestOnly(),
                        "has only the newest version of its file",
                        "have only the newest version of their file"));
    }

    private void drill() {
        if (facts.drill() != null && !facts.drill().passed()) {
            long problems = facts.drill().problems();
            reasons.add(new Reason(
                    Code.DRILL_FAILED,
                    problems,
                    problems == 0 ? Text.of("the last drill failed") : Text.of("{0} failed the last drill", problems)));
        }
    }

    private void accounts() {
        if (!facts.accounts().isEmpty()) {
            int count = facts.accounts().size();
            Text names = Text.join(", ", facts.accounts());
            reasons.add(new Reason(
                    Code.ACCOUNTS,
                    count,
                    count == 1
                            ? Text.of("an account does not exist on the replica ({0})", names)
                            : Text.of("{0} accounts do not exist on the replica ({1})", count, names)));
        }
    }

    private void lookups() {
        if (!facts.lookups().isEmpty()) {
            int count = facts.lookups().size();
            Text names = names(facts.lookups());
            reasons.add(new Reason(
                    Code.LOOKUPS,
                    count,
                    count == 1
                            ? Text.of("a lookup is missing or differs from the master's ({0})", names)
                            : Text.of(
                                    count > SHOWN_LOOKUPS
                                            ? "{0} lookups are missing or differ from the master's, for example {1}"
                                            : "{0} lookups are missing or differ from the master's ({1})",
                                    count,
                                    names)));
        }
    }

    private void heldLookups() {
        if (!facts.heldLookups().isEmpty()) {
            int count = facts.heldLookups().size();
            Text names = names(facts.heldLookups());
            reasons.add(new Reason(
                    Code.HELD_LOOKUPS,
                    count,
                    count == 1
                            ? Text.of("a lookup was deleted on the master, and is still on the replica ({0})", names)
                            : Text.of(
                                    count > SHOWN_LOOKUPS
                                            ? "{0} lookups were deleted on the master, and are still on the replica,"
                                                    + " for example {1}"
                                            : "{0} lookups were deleted on the master, and are still on the replica"
                                                    + " ({1})",
                                    count,
                                    names)));
        }
    }

    private void changingRules() {
        if (!facts.changingRules().isEmpty()) {
            int count = facts.changingRules().size();
            String names = String.join(", ", facts.changingRules());
            reasons.add(new Reason(
                    Code.CHANGED_BY_RULES,
                    count,
                    count == 1
                            ? Text.of("a rule may change documents on their way to the replica ({0})", names)
                            : Text.of(
                                    "{0} rules may change documents on their way to the replica ({1})", count, names)));
        } else if (facts.rulesChanged()) {
            whole(
                    Code.CHANGED_BY_RULES,
                    Text.of("rules were changed since the last run, so copies may still be as the old rules wanted"));
        }
    }

    private static Text names(List<Text> lookups) {
        return Text.join(", ", lookups.stream().limit(SHOWN_LOOKUPS).toList());
    }

    private void whole(Code code, Text text) {
        reasons.add(new Reason(code, 0, text));
    }

    private void add(Code code, long count, Text text) {
        if (count > 0) {
            reasons.add(new Reason(code, count, text));
        }
    }
}
