package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Times;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.sync.ReadinessFacts;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.List;

/**
 * Whether a replica could take over now, as the API and the pages show it.
 *
 * @param level {@code ready}, {@code unverified}, {@code except}, {@code partial} or {@code not_ready}
 * @param sentence the answer in one sentence
 * @param headline the answer in a few words, for pages
 * @param details the reasons and the verified share as a sentence, for pages
 * @param loss what users would miss after a takeover, in one sentence, for pages; null: nothing, or the reason
 *     {@code excluded} already says the same
 * @param documents known number of documents of the master
 * @param copies number of these documents with a copy that is kept equal
 * @param missingAfterTakeover number of documents that would be missing after a takeover
 * @param oldAfterTakeover number of documents whose copies could be old or different after a takeover
 * @param verifiedPercent share of copies that were equal at their last verification
 * @param oldestVerificationSeconds age of the oldest verification of an equal copy; null: no copy was verified
 * @param lastSuccess end of the last run that processed all its documents; null: none yet
 * @param asOf time since which the master could not be read; the answer describes this time. null: the answer describes
 *     now
 * @param drill the last drill that ended with a result; null: none yet
 * @param missing the first documents that would be missing after a takeover; null: not requested
 * @param old the first documents whose copies could be old or different; null: not requested
 * @param newestOnly the first documents whose copies lack their older files; null: not requested
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReadinessView(
        String level,
        Text sentence,
        @JsonIgnore Text headline,
        @JsonIgnore Text details,
        @JsonIgnore Text loss,
        long documents,
        long copies,
        long missingAfterTakeover,
        long oldAfterTakeover,
        long verifiedPercent,
        @JsonInclude(JsonInclude.Include.ALWAYS) Long oldestVerificationSeconds,
        @JsonInclude(JsonInclude.Include.ALWAYS) String lastSuccess,
        @JsonInclude(JsonInclude.Include.ALWAYS) String asOf,
        List<Reason> reasons,
        @JsonInclude(JsonInclude.Include.ALWAYS) Drill drill,
        List<Coverage.Missing> missing,
        List<Coverage.Missing> old,
        List<Coverage.NewestOnly> newestOnly) {
    /**
     * One reason.
     *
     * @param count 0: the reason concerns the whole replica
     */
    public record Reason(String code, long count, Text text) {}

    /**
     * The last drill.
     *
     * @param documents number of documents that were checked
     * @param problems number of checked documents that could not be used
     */
    public record Drill(String at, boolean passed, long documents, long problems, Text summary) {
        static Drill of(ReadinessFacts.Drill drill) {
            return drill == null
                    ? null
                    : new Drill(
                            Times.text(drill.at()),
                            drill.passed(),
                            drill.documents(),
                            drill.problems(),
                            drill.summary());
        }
    }

    /** Returns how many missing documents the list {@code missing} omits. */
    @JsonIgnore
    public long moreMissing() {
        return missingAfterTakeover - missing.size();
    }

    /** Returns how many old or different copies the list {@code old} omits. */
    @JsonIgnore
    public long moreOld() {
        return oldAfterTakeover - old.size();
    }

    static ReadinessView of(Readiness readiness) {
        return of(readiness, null, null, null);
    }

    static ReadinessView of(
            Readiness readiness,
            List<Coverage.Missing> missing,
            List<Coverage.Missing> old,
            List<Coverage.NewestOnly> newestOnly) {
        ReadinessFacts facts = readiness.facts();
        Duration oldest = readiness.oldestVerification();
        return new ReadinessView(
                LowerCase.of(readiness.level()),
                readiness.sentence(),
                readiness.headline(),
                readiness.details(),
                readiness.loss(),
                facts.documents().total(),
                facts.documents().copies(),
                facts.documents().missingAfterTakeover(),
                facts.documents().oldAfterTakeover(),
                facts.documents().verifiedPercent(),
                oldest == null ? null : oldest.toSeconds(),
                Times.text(facts.lastSuccess()),
                Times.text(facts.masterFailingSince()),
                readiness.reasons().stream()
                        .map(reason -> new Reason(reason.code().word(), reason.count(), reason.text()))
                        .toList(),
                Drill.of(facts.drill()),
                missing,
                old,
                newestOnly);
    }
}
