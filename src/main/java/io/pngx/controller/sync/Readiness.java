package io.pngx.controller.sync;

import io.pngx.controller.store.DocumentCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a replica could take over now, and gives the reasons against a takeover.
 *
 * @param level the answer
 * @param reasons reasons against a takeover, most important first; empty for {@link Level#READY}
 * @param facts the facts from which the answer follows
 */
public record Readiness(Level level, List<Reason> reasons, ReadinessFacts facts) {
    private static final Set<Code> CONTACT = EnumSet.of(Code.UNREACHABLE, Code.AUTH_FAILED, Code.BLOCKED, Code.ERROR);

    /** The answer in one word. */
    public enum Level {
        /** Every document of the master is on the replica, and equal. */
        READY,
        /** The replica can take over, but a few documents are missing or differ. */
        EXCEPT,
        /** Rules exclude documents: as the new master, the replica would lack them, or have old copies of them. */
        PARTIAL,
        /** The state of the replica is not known well enough, or a user must decide first. */
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
        /** Copies have only the newest file of their document, because the replica kept no versions. */
        NEWEST_ONLY,
        /** The last drill found that something on the replica cannot be used. */
        DRILL_FAILED,
        /** Users or groups of the master are missing on the replica. */
        ACCOUNTS;

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
     * @param count number of documents, or of accounts; 0: the reason concerns the whole replica
     * @param text part of a sentence: {@code 2 documents are missing}
     */
    public record Reason(Code code, long count, String text) {}

    /** Derives the answer from the facts. */
    public static Readiness of(ReadinessFacts facts) {
        List<Reason> reasons = new ArrayList<>();
        replica(facts, reasons);
        DocumentCounts documents = facts.documents();
        excluded(documents, reasons);
        add(reasons, Code.MISSING, documents.missing(), "is missing", "are missing");
        add(reasons, Code.DAMAGED, documents.damaged(), "has another file", "have another file");
        add(reasons, Code.DIFFERENT, documents.different(), "has other metadata", "have other metadata");
        add(reasons, Code.OUTDATED, documents.outdated(), "lacks a change", "lack changes");
        add(
                reasons,
                Code.CONTESTED,
                documents.contested(),
                "keeps being changed on the replica",
                "keep being changed on the replica");
        add(
                reasons,
                Code.HELD,
                documents.retained(),
                "was deleted on the master, and is still on the replica",
                "were deleted on the master, and are still on the replica");
        add(
                reasons,
                Code.NEWEST_ONLY,
                documents.newestOnly(),
                "has only the newest version of its file",
                "have only the newest version of their file");
        if (facts.drill() != null && !facts.drill().passed()) {
            long problems = facts.drill().problems();
            reasons.add(new Reason(
                    Code.DRILL_FAILED,
                    problems,
                    problems == 0 ? "the last drill failed" : Quantities.number(problems) + " failed the last drill"));
        }
        if (!facts.accounts().isEmpty()) {
            int count = facts.accounts().size();
            reasons.add(new Reason(
                    Code.ACCOUNTS,
                    count,
                    (count == 1 ? "an account does not exist" : count + " accounts do not exist") + " on the replica ("
                            + String.join(", ", facts.accounts()) + ")"));
        }
        Level level = reasons.stream().anyMatch(reason -> reason.code().blocks())
                ? Level.NOT_READY
                : reasons.isEmpty() ? Level.READY : facts.documents().excluded() > 0 ? Level.PARTIAL : Level.EXCEPT;
        return new Readiness(level, List.copyOf(reasons), facts);
    }

    private static void replica(ReadinessFacts facts, List<Reason> reasons) {
        switch (facts.contact()) {
            case UNREACHABLE -> whole(reasons, Code.UNREACHABLE, "the replica cannot be reached");
            case AUTH_FAILED -> whole(reasons, Code.AUTH_FAILED, "the replica refuses the API token");
            case BLOCKED -> whole(reasons, Code.BLOCKED, "nothing is written until you decide");
            case ERROR -> whole(reasons, Code.ERROR, "the last run failed");
            default -> {}
        }
        if (facts.lastSuccess() == null) {
            whole(reasons, Code.NEVER_SYNCED, "no run was successful yet");
        } else if (facts.lastSuccess().plus(facts.allowedAge()).isBefore(facts.asOf())) {
            whole(reasons, Code.STALE, "the last successful run ended " + span(age(facts)) + " ago");
        }
    }

    private static void excluded(DocumentCounts documents, List<Reason> reasons) {
        long missing = documents.excludedMissing();
        long old = documents.excludedOld();
        String effect = old == 0
                ? ", and would be missing after a takeover"
                : missing == 0
                        ? ", and could be old after a takeover"
                        : ": after a takeover, " + Quantities.number(missing) + " would be missing, and "
                                + Quantities.number(old) + " could be old";
        add(
                reasons,
                Code.EXCLUDED,
                documents.excluded(),
                "is excluded by a rule" + effect,
                "are excluded by rules" + effect);
    }

    private static void whole(List<Reason> reasons, Code code, String text) {
        reasons.add(new Reason(code, 0, text));
    }

    private static void add(List<Reason> reasons, Code code, long count, String one, String many) {
        if (count > 0) {
            reasons.add(new Reason(code, count, Quantities.counted(count, one, many)));
        }
    }

    private static Duration age(ReadinessFacts facts) {
        return positive(Duration.between(facts.lastSuccess(), facts.asOf()));
    }

    private static Duration positive(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    /** Returns whether one of the reasons has this code. */
    public boolean has(Code code) {
        return reasons.stream().anyMatch(reason -> reason.code() == code);
    }

    /**
     * Returns the answer as one sentence for alerts, API and the command line. The sentence includes the error of the
     * replica, or the age of the last success.
     */
    public String sentence() {
        if (level != Level.NOT_READY) {
            return summary().substring(0, summary().length() - 1) + ", " + span(age(facts)) + " behind.";
        }
        boolean explained =
                facts.error() != null && CONTACT.contains(reasons.get(0).code());
        return explained ? summary().substring(0, summary().length() - 1) + ": " + facts.error() : summary();
    }

    /**
     * Returns the answer without the replica's error and without the age of the last success, for pages that show these
     * two values themselves.
     */
    public String summary() {
        DocumentCounts documents = facts.documents();
        return switch (level) {
            case READY ->
                headline() + ": "
                        + (documents.total() == 0
                                ? "the master has no documents"
                                : documents.total() == 1
                                        ? "the only document"
                                        : "all " + Quantities.number(documents.total()) + " documents")
                        + ", " + verified() + drilled() + ".";
            case EXCEPT, PARTIAL ->
                headline()
                        + (reasons.get(0).count() == 0 || reasons.get(0).code() == Code.ACCOUNTS
                                ? ": "
                                : ". Of " + counted(documents.total()) + " ")
                        + text()
                        + "; " + verified() + drilled() + ".";
            case NOT_READY -> headline() + ": " + text() + ".";
        };
    }

    /** Returns the answer in a few words: the beginning of {@link #summary}. */
    public String headline() {
        return switch (level) {
            case READY -> "Ready to take over";
            case EXCEPT -> "Ready to take over, with exceptions";
            case PARTIAL -> "Could take over only in part";
            case NOT_READY -> "Not ready to take over";
        };
    }

    /** Returns the rest of {@link #summary} as a sentence of its own. */
    public String details() {
        String rest = summary().substring(headline().length()).replaceFirst("^[:.] ", "");
        return rest.substring(0, 1).toUpperCase(Locale.ROOT) + rest.substring(1);
    }

    private String verified() {
        DocumentCounts documents = facts.documents();
        return documents.verified() == 0
                ? "not verified yet"
                : documents.verifiedPercent() + " % verified"
                        + (documents.oldest() == null ? "" : ", the oldest " + span(oldestVerification()) + " ago");
    }

    /** Returns the age of the oldest verification of a copy that was equal; null: no copy was verified. */
    public Duration oldestVerification() {
        Instant oldest = facts.documents().oldest();
        return oldest == null ? null : positive(Duration.between(oldest, facts.now()));
    }

    /** Returns the part about the last drill; empty if the drill failed, because a failed drill is a reason. */
    private String drilled() {
        ReadinessFacts.Drill drill = facts.drill();
        return drill == null || !drill.passed()
                ? ""
                : ", drilled " + span(positive(Duration.between(drill.at(), facts.now()))) + " ago with "
                        + counted(drill.documents());
    }

    private String text() {
        return reasons.stream().map(Reason::text).collect(Collectors.joining("; "));
    }

    private static String counted(long documents) {
        return Quantities.counted(documents, "document", "documents");
    }

    private static String span(Duration time) {
        return Quantities.duration(time.toSeconds()).toString();
    }
}
