package io.pngx.controller.sync;

import io.pngx.controller.store.TakeoverLead;
import io.pngx.controller.sync.Readiness.Level;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds the replicas that would be a better new master than the replica that a user chose. */
public final class TakeoverChoice {
    private TakeoverChoice() {}

    /** A replica, and whether it could take over. */
    public record Candidate(long id, String name, Readiness readiness) {}

    /** Why another replica is better. */
    public enum Code {
        /** Only the other replica could take over now. */
        READY,
        /** After a takeover of the other replica, fewer documents would be missing, or as many, but fewer old ones. */
        MORE_COMPLETE,
        /** The last success of the other replica is later, by more than two of its intervals. */
        NEWER
    }

    /**
     * A better replica.
     *
     * @param text the reason as a sentence without the name of the replica
     */
    public record Better(long replicaId, String replicaName, Code code, Text text) {}

    /**
     * Returns the replicas among {@code others} that are better than {@code chosen}.
     *
     * @param lead function that returns what the first replica knows and the second one does not
     */
    public static List<Better> better(
            Candidate chosen, List<Candidate> others, BiFunction<Candidate, Candidate, TakeoverLead> lead) {
        return others.stream()
                .filter(other -> other.id() != chosen.id() && other.readiness().level() != Level.NOT_READY)
                .flatMap(other ->
                        better(chosen.readiness(), other, lead.apply(chosen, other), lead.apply(other, chosen))
                                .stream())
                .toList();
    }

    private static Optional<Better> better(
            Readiness chosen, Candidate candidate, TakeoverLead ofChosen, TakeoverLead ofOther) {
        Readiness other = candidate.readiness();
        Loss loss = Loss.of(chosen, other, ofChosen, ofOther);
        if (chosen.level() == Level.NOT_READY) {
            return of(
                    candidate,
                    Code.READY,
                    Text.of("Unlike the chosen replica, this replica could take over now."),
                    loss);
        }
        if (loss.isSmaller()) {
            return of(candidate, Code.MORE_COMPLETE, Text.of("This replica is more complete."), loss);
        }
        if (loss.isEqual() && isNewer(other, chosen)) {
            Text newer = Text.of(
                    "This replica is newer: its last successful run ended {0}, not {1}.",
                    Quantities.ago(other.facts().age().toSeconds()),
                    Quantities.ago(chosen.facts().age().toSeconds()));
            return of(candidate, Code.NEWER, newer, loss);
        }
        return Optional.empty();
    }

    /** Ignores a difference that only comes from the times at which the intervals begin. */
    private static boolean isNewer(Readiness other, Readiness chosen) {
        Duration later =
                Duration.between(chosen.facts().lastSuccess(), other.facts().lastSuccess());
        return later.compareTo(other.facts().allowedAge()) > 0;
    }

    private static Optional<Better> of(Candidate other, Code code, Text reason, Loss loss) {
        Text text = loss.isEqual() ? reason : Text.of("{0} {1}", reason, loss.text());
        return Optional.of(new Better(other.id(), other.name(), code, text));
    }

    /**
     * Numbers of documents that would be missing or old after a takeover of the other replica, and of the chosen one.
     */
    private record Loss(long missing, long old, long chosenMissing, long chosenOld) {

        static Loss of(Readiness chosen, Readiness other, TakeoverLead ofChosen, TakeoverLead ofOther) {
            return new Loss(
                    other.facts().documents().missingAfterTakeover() + unknown(other, chosen, ofChosen),
                    other.facts().documents().oldAfterTakeover() + ofChosen.newer(),
                    chosen.facts().documents().missingAfterTakeover() + unknown(chosen, other, ofOther),
                    chosen.facts().documents().oldAfterTakeover() + ofOther.newer());
        }

        /**
         * Returns the number of documents that became known after the last success of a replica. Of two replicas, the
         * one with the later success knows the documents of the master better: a document that only the other one
         * knows was deleted on the master.
         */
        private static long unknown(Readiness of, Readiness than, TakeoverLead lead) {
            Instant success = of.facts().lastSuccess();
            Instant otherSuccess = than.facts().lastSuccess();
            boolean older = otherSuccess != null && (success == null || success.isBefore(otherSuccess));
            return older ? lead.unknown() : 0;
        }

        boolean isEqual() {
            return missing == chosenMissing && old == chosenOld;
        }

        boolean isSmaller() {
            return missing < chosenMissing || missing == chosenMissing && old < chosenOld;
        }

        /** Names only numbers that differ. */
        Text text() {
            if (old == chosenOld) {
                return Text.of(
                        "After a takeover, documents that would be missing: {0}, not {1}.", missing, chosenMissing);
            }
            if (missing == chosenMissing) {
                return Text.of(
                        "After a takeover, documents that could be old or different: {0}, not {1}.", old, chosenOld);
            }
            return Text.of(
                    "After a takeover, documents that would be missing: {0}, not {1}; documents that could be old or"
                            + " different: {2}, not {3}.",
                    missing, chosenMissing, old, chosenOld);
        }
    }
}
