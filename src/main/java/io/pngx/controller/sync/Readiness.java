package io.pngx.controller.sync;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
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
        LOOKUPS,
        /** Lookups that are missing on the master wait for a decision about their deletion. */
        HELD_LOOKUPS,
        /** Rules may change documents, or did before they were changed, so copies may differ from the documents. */
        CHANGED_BY_RULES;

        /** Returns whether this reason means {@link Level#NOT_READY}. */
        boolean blocks() {
            return compareTo(EXCLUDED) < 0;
        }

        /** Returns the code as the API shows it, for example {@code never_synced}. */
        public String word() {
            return LowerCase.of(this);
        }
    }

    /**
     * One reason.
     *
     * @param count number of documents, accounts, lookups or rules; 0: the reason concerns the whole replica
     * @param text part of a sentence: {@code 2 are missing}
     */
    public record Reason(Code code, long count, Text text) {
        /** Returns whether {@code count} is a number of documents. */
        boolean countsDocuments() {
            return count > 0 && code.compareTo(Code.ACCOUNTS) < 0;
        }
    }

    /** Derives the answer from the facts. */
    public static Readiness of(ReadinessFacts facts) {
        List<Reason> reasons = new ReadinessReasons(facts).all();
        return new Readiness(level(reasons, facts.documents()), reasons, facts);
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
