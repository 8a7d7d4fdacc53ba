package io.pngx.controller.sync;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.sync.Readiness.Code;
import io.pngx.controller.sync.Readiness.Level;
import io.pngx.controller.sync.Readiness.Reason;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Puts a {@link Readiness} into words. */
final class ReadinessText {
    private final Readiness readiness;
    private final ReadinessFacts facts;

    ReadinessText(Readiness readiness) {
        this.readiness = readiness;
        facts = readiness.facts();
    }

    Text headline() {
        return switch (readiness.level()) {
            case READY -> Text.of("Ready to take over");
            case UNVERIFIED -> Text.of("Could take over, not verified yet");
            case EXCEPT ->
                readiness.isUnverified()
                        ? Text.of("Could take over, with exceptions")
                        : Text.of("Ready to take over, with exceptions");
            case PARTIAL ->
                readiness.reasons().stream().allMatch(reason -> reason.code() == Code.EXCLUDED)
                        ? Text.of("Could take over the part that its rules select")
                        : Text.of("Could take over the part that its rules select, with exceptions");
            case NOT_READY -> Text.of("Not ready to take over");
        };
    }

    Text sentence() {
        if (readiness.level() == Level.NOT_READY) {
            return readiness.isExplainedByError()
                    ? Text.of("{0}: {1}: {2}", headline(), reasons(), facts.error())
                    : Text.of(countsDocuments() ? "{0}. {1}." : "{0}: {1}.", headline(), exceptions());
        }
        List<Text> checks = checks();
        checks.add(Text.of("{0} behind", Quantities.duration(facts.age().toSeconds())));
        return Text.of(countsDocuments() ? "{0}. {1}." : "{0}: {1}.", headline(), body(checks));
    }

    Text details() {
        return Text.of("{0^}.", body(checks()));
    }

    /** @param checks the results of checks; omitted if the replica is not ready */
    private Text body(List<Text> checks) {
        return switch (readiness.level()) {
            case READY, UNVERIFIED ->
                Text.join(", ", Stream.concat(Stream.of(all()), checks.stream()).toList());
            case EXCEPT, PARTIAL -> Text.of("{0}; {1}", exceptions(), Text.join(", ", checks));
            case NOT_READY -> exceptions();
        };
    }

    private Text all() {
        long total = facts.documents().total();
        return total == 0
                ? Text.of("the master has no documents")
                : total == 1 ? Text.of("the only document") : Text.of("all {0} documents", total);
    }

    private Text exceptions() {
        long total = facts.documents().total();
        return countsDocuments()
                ? Text.plural(total, "Of {0} document {1}", "Of {0} documents {1}", total, reasons())
                : reasons();
    }

    private boolean countsDocuments() {
        return !readiness.reasons().isEmpty() && readiness.reasons().get(0).countsDocuments();
    }

    private Text reasons() {
        return Text.join("; ", readiness.reasons().stream().map(Reason::text).toList());
    }

    /**
     * Returns what verifications and the last drill showed. Omits a failed drill, which {@link #reasons} contains, and
     * a missing verification that the headline names.
     */
    private List<Text> checks() {
        List<Text> checks = new ArrayList<>();
        if (readiness.level() != Level.UNVERIFIED) {
            checks.add(verified());
        }
        ReadinessFacts.Drill drill = facts.drill();
        if (drill != null && drill.passed()) {
            checks.add(Text.plural(
                    drill.documents(),
                    "drilled {0} with {1} document",
                    "drilled {0} with {1} documents",
                    Quantities.ago(facts.since(drill.at()).toSeconds()),
                    drill.documents()));
        }
        return checks;
    }

    private Text verified() {
        DocumentCounts documents = facts.documents();
        if (documents.verified() == 0) {
            return Text.of("not verified yet");
        }
        Text share = documents.verifiedPercent() == 0
                ? Text.of("less than 1 % verified")
                : Text.of("{0} % verified", documents.verifiedPercent());
        return documents.oldest() == null
                ? share
                : Text.of(
                        "{0}, the oldest {1}",
                        share, Quantities.ago(readiness.oldestVerification().toSeconds()));
    }
}
