package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Times;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.sync.ReadinessFacts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Whether a replica could take over now, as the API and the pages show it.
 *
 * @param level {@code ready}, {@code except} or {@code not_ready}
 * @param sentence the answer in one sentence
 * @param headline the answer in a few words, for pages
 * @param details the reasons and the verified share as a sentence, for pages
 * @param documents known number of documents of the master
 * @param copies number of these documents with a copy that is kept equal
 * @param verifiedPercent share of copies that were equal at their last verification
 * @param oldestVerificationSeconds age of the oldest verification of an equal copy; null: no copy was verified
 * @param lastSuccess end of the last run that processed all its documents; null: none yet
 * @param asOf time to which the answer refers, if the master could not be read since that time; null: now
 * @param drill the last drill that ended with a result; null: none yet
 * @param missing the first documents without a copy; null: not requested
 * @param newestOnly the first documents whose copies lack their older files; null: not requested
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReadinessView(
        String level,
        String sentence,
        @JsonIgnore String headline,
        @JsonIgnore String details,
        long documents,
        long copies,
        long verifiedPercent,
        @JsonInclude(JsonInclude.Include.ALWAYS) Long oldestVerificationSeconds,
        @JsonInclude(JsonInclude.Include.ALWAYS) String lastSuccess,
        @JsonInclude(JsonInclude.Include.ALWAYS) String asOf,
        List<Reason> reasons,
        @JsonInclude(JsonInclude.Include.ALWAYS) Drill drill,
        List<Coverage.Missing> missing,
        List<Coverage.NewestOnly> newestOnly) {
    /**
     * One reason.
     *
     * @param count 0: the reason concerns the whole replica
     */
    public record Reason(String code, long count, String text) {}

    /**
     * The last drill.
     *
     * @param documents number of documents that were checked
     * @param problems number of checked documents that could not be used
     */
    public record Drill(String at, boolean passed, long documents, long problems, String summary) {
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

    /** Returns the number of documents without a copy that {@code missing} omits. */
    @JsonIgnore
    public long moreMissing() {
        return count(Readiness.Code.MISSING) - missing.size();
    }

    /** Returns how many more documents of this kind there are than the list {@code newestOnly} shows. */
    @JsonIgnore
    public long moreNewestOnly() {
        return count(Readiness.Code.NEWEST_ONLY) - newestOnly.size();
    }

    private long count(Readiness.Code code) {
        return reasons.stream()
                .filter(reason -> reason.code().equals(code.word()))
                .mapToLong(Reason::count)
                .sum();
    }

    static ReadinessView of(Readiness readiness) {
        return of(readiness, null, null);
    }

    static ReadinessView of(Readiness readiness, List<Coverage.Missing> missing, List<Coverage.NewestOnly> newestOnly) {
        ReadinessFacts facts = readiness.facts();
        Duration oldest = readiness.oldestVerification();
        return new ReadinessView(
                readiness.level().name().toLowerCase(Locale.ROOT),
                readiness.sentence(),
                readiness.headline(),
                readiness.details(),
                facts.documents().total(),
                facts.documents().copies(),
                facts.documents().verifiedPercent(),
                oldest == null ? null : oldest.toSeconds(),
                Times.text(facts.lastSuccess()),
                Times.text(facts.masterFailingSince()),
                readiness.reasons().stream()
                        .map(reason -> new Reason(reason.code().word(), reason.count(), reason.text()))
                        .toList(),
                Drill.of(facts.drill()),
                missing,
                newestOnly);
    }
}
