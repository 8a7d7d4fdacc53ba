package io.pngx.controller.sync;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides on deletions. A deletion needs no decision of the user if three conditions are met. The document was seen in
 * the master's trash; it was found missing twice, with enough time in between; and the limit of deletions allows all
 * open deletions.
 */
public final class Deletion {
    /** Minimum time between the two runs that find a document missing, even if the interval is shorter. */
    public static final Duration MIN_CONFIRMATION_GAP = Duration.ofMinutes(10);

    private Deletion() {}

    /** State of a document according to an instance's answers (paperless-api.md §10). */
    public enum Evidence {
        TRASHED,
        PURGED,
        LIVE,
        UNCLEAR
    }

    /**
     * Derives the evidence from the two answers of an instance about one document.
     *
     * @param detail status of the document
     * @param preview status of {@code HEAD preview/?original=true}
     * @param detailGenuine whether the first answer had X-Version, which shows that paperless-ngx itself answered
     * @param previewGenuine whether the second answer had X-Version
     */
    public static Evidence evidence(int detail, boolean detailGenuine, int preview, boolean previewGenuine) {
        if (!detailGenuine || !previewGenuine) {
            return Evidence.UNCLEAR;
        }
        if (detail == 200) {
            return Evidence.LIVE;
        }
        if (detail == 404 && preview == 200) {
            return Evidence.TRASHED;
        }
        return detail == 404 && preview == 404 ? Evidence.PURGED : Evidence.UNCLEAR;
    }

    /**
     * A document or lookup that the master no longer lists.
     *
     * @param lookup whether the object is a lookup; lookups have no trash, so {@code seenTrashed} is not required
     * @param seenTrashed whether the document was seen in the master's trash
     * @param adopted whether the replica had the document before the controller
     * @param weight number of documents that the deletion changes
     */
    public record Missed(
            long id, boolean lookup, boolean seenTrashed, boolean adopted, long weight, Instant firstSeen) {}

    /**
     * Returns the time between the run that first finds a document missing, and the run that decides.
     *
     * @param interval interval of the cycles
     */
    public static Duration confirmationGap(Duration interval) {
        return interval.compareTo(MIN_CONFIRMATION_GAP) > 0 ? interval : MIN_CONFIRMATION_GAP;
    }

    /**
     * @param interval interval of the cycles
     * @return whether the object was found missing in two runs with enough time in between
     */
    public static boolean isConfirmed(Instant firstSeen, Duration interval, Instant now) {
        return Duration.between(firstSeen, now).compareTo(confirmationGap(interval)) >= 0;
    }

    /**
     * @param cause cause for which the deletion is held; null: carry out the deletion
     * @param holdBecause why the deletion is held, for users; null: carry out the deletion
     */
    public record Verdict(long id, DeletionCause cause, Text holdBecause) {}

    /**
     * Decides on all open deletions of a replica together.
     *
     * @param interval interval of the cycles
     * @param cap the limit of deletions: maximum number of documents in 24 hours
     * @param usedInADay documents deleted in the last 24 hours without a decision of the user
     * @return verdicts; a deletion that waits for its second confirmation has no verdict
     */
    public static List<Verdict> decide(
            List<Missed> missed, DeletionMode mode, Duration interval, long cap, long usedInADay, Instant now) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Missed> safe = new ArrayList<>();
        for (Missed each : missed) {
            if (mode == DeletionMode.OFF || !isConfirmed(each.firstSeen(), interval, now)) {
                continue;
            }
            if (mode == DeletionMode.HOLD) {
                verdicts.add(new Verdict(
                        each.id(), DeletionCause.SETTING, Text.of("Every deletion waits for your decision.")));
            } else if (each.adopted()) {
                verdicts.add(new Verdict(
                        each.id(),
                        DeletionCause.EARLIER,
                        Text.of("The replica had this document before the controller.")));
            } else if (!each.lookup() && !each.seenTrashed()) {
                verdicts.add(new Verdict(
                        each.id(),
                        DeletionCause.NOT_IN_TRASH,
                        Text.of("The document was never seen in the master's trash. Someone purged the trash, or the"
                                + " master lost the document.")));
            } else {
                safe.add(each);
            }
        }
        long weight = safe.stream().mapToLong(Missed::weight).sum();
        boolean over = usedInADay + weight > cap;
        safe.forEach(each -> verdicts.add(new Verdict(
                each.id(), over ? DeletionCause.LIMIT : null, over ? overLimit(safe, weight, usedInADay, cap) : null)));
        return verdicts;
    }

    private static Text overLimit(List<Missed> safe, long weight, long usedInADay, long cap) {
        Text over = Text.of(
                "Over the limit for automatic deletions: {0} due now and {1} done in the last 24 hours,"
                        + " at most {2} allowed.",
                String.valueOf(weight), String.valueOf(usedInADay), String.valueOf(cap));
        List<Missed> lookups = safe.stream().filter(Missed::lookup).toList();
        long ofLookups = lookups.stream().mapToLong(Missed::weight).sum();
        return ofLookups <= lookups.size()
                ? over
                : Text.of(
                        "{0} {1}",
                        over,
                        Text.plural(
                                lookups.size(),
                                "A lookup counts as the documents that use it: {0} of the {1} come from {2} lookup.",
                                "A lookup counts as the documents that use it: {0} of the {1} come from {2} lookups.",
                                String.valueOf(ofLookups),
                                String.valueOf(weight),
                                String.valueOf(lookups.size())));
    }

    /**
     * Returns the limit of deletions: the smaller of {@code maxCount} and a share of the mapped documents.
     *
     * @param maxPercent the share in percent; the share counts as at least one document
     * @param mapped number of mapped documents
     */
    public static long cap(int maxCount, int maxPercent, long mapped) {
        return Math.min(maxCount, Math.max(1, mapped * maxPercent / 100));
    }
}
