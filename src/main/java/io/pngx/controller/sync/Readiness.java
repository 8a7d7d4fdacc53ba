package io.pngx.controller.sync;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Decides whether a replica could take over now, and gives the reasons against a takeover.
 *
 * @param level the answer
 * @param reasons reasons against a takeover, most important first; empty for {@link Level#READY} and {@link
 *     Level#UNVERIFIED}
 * @param facts the facts from which the answer follows
 */
public record Readiness(Level level, List<Reason> reasons, ReadinessFacts facts) {
    private static final int SHOWN_LOOKUPS = 5;

    private static final Set<Code> CONTACT = EnumSet.of(Code.UNREACHABLE, Code.AUTH_FAILED, Code.BLOCKED, Code.ERROR);

    /** The answer in one word. */
    public enum Level {
        /** Every document of the master is on the replica, and equal, as far as copies were verified. */
        READY,
        /**
         * As {@link #READY}, but no verification has found a copy equal yet. One equal copy is enough to leave this
         * level, and a later change of a copy does not lead back to it.
         */
        UNVERIFIED,
        /** The replica can take over, but a few documents are missing or differ. */
        EXCEPT,
        /** Rules exclude documents: as the new master, the replica would lack them, or have old copies of them. */
        PARTIAL,
        /** The replica has no copy, its state is not known well enough, or a user must decide first. */
        NOT_READY
    }

    /** Reasons against a takeover. */
    public enum Code {
        /** No run was successful yet. */
        NEVER_SYNCED,
        UNREACHABLE,
        AUTH_FAILED,
        BLOCKED,
        ERROR,
        /** The last successful run ended too long ago. */
        STALE,
        /** Rules exclude documents, so the replica is not a complete copy of the master. */
        EXCLUDED,
        /** Documents of the master have no copy. */
        MISSING,
        /** A verification found that the file of a copy differs, is missing or cannot be read. */
        DAMAGED,
        /** A verification found that the metadata of a copy differs. */
        DIFFERENT,
        /** Copies lack changes of the master. */
        OUTDATED,
        /** Something on the replica keeps changing copies. */
        CONTESTED,
        /** Copies of documents that are missing on the master wait for a decision about their deletion. */
        HELD,
        /**
         * Copies have only the newest file of their document, because the replica kept no versions when that file was
         * sent.
         */
        NEWEST_ONLY,
        /** The last drill found that something on the replica cannot be used. */
        DRILL_FAILED,
        /** Users or groups of the master are missing on the replica. */
        ACCOUNTS,
        /** The last run that compared lookups could not make them equal to the master's. */
        LOOKUPS;

        /** Returns whether this reason means {@link Level#NOT_READY}. */
        boolean blocks() {
            return compareTo(EXCLUDED) < 0;
        }

        /** Returns the code as the API shows it, for example {@code never_synced}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One reason.
     *
     * @param count number of documents, accounts or lookups; 0: the reason concerns the whole replica
     * @param text part of a sentence: {@code 2 are missing}
     */
    public record Reason(Code code, long count, Text text) {
        /** Returns whether {@code count} is a number of documents. */
        boolean countsDocuments() {
            return count > 0 && code != Code.ACCOUNTS && code != Code.LOOKUPS;
        }
    }

    /** Derives the answer from the facts. */
    public static Readiness of(ReadinessFacts facts) {
        List<Reason> reasons = new ArrayList<>();
        replica(facts, reasons);
        DocumentCounts documents = facts.documents();
        excluded(documents, reasons);
        add(reasons, Code.MISSING, documents.missing(), Text.counted(documents.missing(), "is missing", "are missing"));
        add(
                reasons,
                Code.DAMAGED,
                documents.damaged(),
                Text.counted(documents.damaged(), "has another file", "have another file"));
        add(
                reasons,
                Code.DIFFERENT,
                documents.different(),
                Text.counted(documents.different(), "has other metadata", "have other metadata"));
        add(
                reasons,
                Code.OUTDATED,
                documents.outdated(),
                Text.counted(documents.outdated(), "lacks a change", "lack changes"));
        add(
                reasons,
                Code.CONTESTED,
                documents.contested(),
                Text.counted(
                        documents.contested(),
                        "keeps being changed on the replica",
                        "keep being changed on the replica"));
        add(
                reasons,
                Code.HELD,
                documents.retained(),
                Text.counted(
                        documents.retained(),
                        "was deleted on the master, and is still on the replica",
                        "were deleted on the master, and are still on the replica"));
        add(
                reasons,
                Code.NEWEST_ONLY,
                documents.newestOnly(),
                Text.counted(
                        documents.newestOnly(),
                        "has only the newest version of its file",
                        "have only the newest version of their file"));
        if (facts.drill() != null && !facts.drill().passed()) {
            long problems = facts.drill().problems();
            reasons.add(new Reason(
                    Code.DRILL_FAILED,
                    problems,
                    problems == 0 ? Text.of("the last drill failed") : Text.of("{0} failed the last drill", problems)));
        }
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
        if (!facts.lookups().isEmpty()) {
            int count = facts.lookups().size();
            Text names = Text.join(
                    ", ", facts.lookups().stream().limit(SHOWN_LOOKUPS).toList());
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
        return new Readiness(level(reasons, documents), List.copyOf(reasons), facts);
    }

    private static Level level(List<Reason> reasons, DocumentCounts documents) {
        boolean hasNoCopy = documents.total() > 0 && documents.copies() + documents.excludedOld() == 0;
        if (hasNoCopy || reasons.stream().anyMatch(reason -> reason.code().blocks())) {
            return Level.NOT_READY;
        }
        if (reasons.isEmpty()) {
            return isUnverified(documents) ? Level.UNVERIFIED : Level.READY;
        }
        return documents.excluded() > 0 ? Level.PARTIAL : Level.EXCEPT;
    }

    /** @return whether no verification has found a copy equal yet */
    boolean isUnverified() {
        return isUnverified(facts.documents());
    }

    private static boolean isUnverified(DocumentCounts documents) {
        return documents.copies() > 0 && documents.verified() == 0;
    }

    private static void replica(ReadinessFacts facts, List<Reason> reasons) {
        switch (facts.contact()) {
            case UNREACHABLE -> whole(reasons, Code.UNREACHABLE, Text.of("the replica cannot be reached"));
            case AUTH_FAILED ->
                whole(
                        reasons,
                        Code.AUTH_FAILED,
                        Text.of("the replica refuses the API token, or the token lacks a right"));
            case BLOCKED -> whole(reasons, Code.BLOCKED, Text.of("nothing is written until you decide"));
            case ERROR -> whole(reasons, Code.ERROR, Text.of("the last run failed"));
            default -> {}
        }
        if (facts.lastSuccess() == null) {
            whole(reasons, Code.NEVER_SYNCED, Text.of("no run was successful yet"));
        } else if (facts.lastSuccess().plus(facts.allowedAge()).isBefore(facts.asOf())) {
            whole(
                    reasons,
                    Code.STALE,
                    Text.of(
                            "the last successful run ended {0}",
                            Quantities.ago(facts.age().toSeconds())));
        }
    }

    private static void excluded(DocumentCounts documents, List<Reason> reasons) {
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
                reasons,
                Code.EXCLUDED,
                missing,
                Text.counted(
                        missing,
                        "is excluded by a rule, and would be missing after a takeover",
                        "are excluded by rules, and would be missing after a takeover"));
        add(
                reasons,
                Code.EXCLUDED,
                old,
                Text.counted(
                        old,
                        "is excluded by a rule, and could be old after a takeover",
                        "are excluded by rules, and could be old after a takeover"));
    }

    private static void whole(List<Reason> reasons, Code code, Text text) {
        reasons.add(new Reason(code, 0, text));
    }

    private static void add(List<Reason> reasons, Code code, long count, Text text) {
        if (count > 0) {
            reasons.add(new Reason(code, count, text));
        }
    }

    /** Returns whether one of the reasons has this code. */
    public boolean has(Code code) {
        return reasons.stream().anyMatch(reason -> reason.code() == code);
    }

    /** Returns the answer as one sentence, which includes the error of the replica or the age of the last success. */
    public Text sentence() {
        return new ReadinessText(this).sentence();
    }

    /** Returns the answer in a few words. */
    public Text headline() {
        return new ReadinessText(this).headline();
    }

    /**
     * Returns what {@link #headline} omits, as a sentence. Omits the replica's error and the age of the last success,
     * which the pages show separately.
     */
    public Text details() {
        return new ReadinessText(this).details();
    }

    /**
     * Returns how many documents would be missing or old after a takeover, as a sentence; null: none, or only the
     * documents that {@link Code#EXCLUDED} counts.
     */
    public Text loss() {
        long missing = facts.documents().missingAfterTakeover();
        long old = facts.documents().oldAfterTakeover();
        if (missing + old == count(Code.EXCLUDED)) {
            return null;
        }
        Text whole = Text.counted(facts.documents().total(), "document", "documents");
        if (missing == 0) {
            return Text.of("After a takeover, {0} of {1} could be old or different.", old, whole);
        }
        return old == 0
                ? Text.of("After a takeover, {0} of {1} would be missing.", missing, whole)
                : Text.of(
                        "After a takeover, {0} of {1} would be missing, and {2} could be old or different.",
                        missing, whole, old);
    }

    private long count(Code code) {
        return reasons.stream()
                .filter(reason -> reason.code() == code)
                .mapToLong(Reason::count)
                .sum();
    }

    /** Returns the age of the oldest verification that found a copy equal; null: no verification found a copy equal. */
    public Duration oldestVerification() {
        Instant oldest = facts.documents().oldest();
        return oldest == null ? null : facts.since(oldest);
    }

    /** Returns whether the error of the replica explains the answer. */
    boolean isExplainedByError() {
        return facts.error() != null && CONTACT.contains(reasons.get(0).code());
    }
}
