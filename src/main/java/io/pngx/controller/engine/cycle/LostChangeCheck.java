package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.ChangeTimes;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Finds evidence that the scan since the watermark lacks changes: an instance is in an older state than before, the
 * master's clock was set back, or a document changed that no scan lists.
 */
final class LostChangeCheck {
    private final SyncMap mappings;
    private final NoteMap notes;
    private final CopyInvalidation invalidation;
    private final WorkQueue work;
    private final MaintenanceState maintenance;
    private final Journal journal;
    private final Clock clock;

    LostChangeCheck(Tables tables, Journal journal, Clock clock) {
        this.mappings = tables.mappings();
        this.notes = tables.notes();
        this.invalidation = tables.invalidation();
        this.work = tables.work();
        this.maintenance = tables.maintenance();
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * The evidence. If a document or a copy lost its last change, other documents may have lost changes, too, which no
     * scan from the watermark lists.
     *
     * @param setBack how far the master's clock was set back, unless the controller's clock was set forward; null:
     *     neither
     * @param document a document of the master that lost its last change; null: none
     * @param copy a copy that lost its last change; null: none
     * @param missed a document of the master with a change that no scan lists; null: none
     */
    record Found(Duration setBack, ChangeTimes.Older document, ChangeTimes.Older copy, ChangeTimes.Difference missed) {
        boolean isAny() {
            return setBack != null || document != null || copy != null || missed != null;
        }
    }

    /** Reads the evidence, and changes nothing. */
    Found find(ReplicaRun job) {
        Session session = job.session();
        Duration setBack = setBack(session, job.master());
        ChangeTimes.Older document =
                session.accepted() == Changed.MASTER ? null : first(job.timesOfMaster(), id -> isQueued(session, id));
        ChangeTimes.Older copy = first(
                job.timesOfReplica(),
                id -> mappings.masterDoc(session.replicaId(), id)
                        .filter(masterId -> isQueued(session, masterId))
                        .isPresent());
        return new Found(setBack, document, copy, document == null && setBack == null ? missed(job) : null);
    }

    /**
     * Returns a sampled document that changed since its last comparison, although neither this scan nor the next scan
     * lists the change. The next scan lists a document that changed after this scan. The clock of paperless-ngx may
     * have been set back while a proxy before the master writes the header Date.
     */
    private ChangeTimes.Difference missed(ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        List<ChangeTimes.Difference> differences = job.timesOfMaster().differences();
        if (differences.isEmpty() || session.replica().watermark() == null) {
            return null; // without a watermark, the run compares all documents
        }
        Instant newest =
                master.newestChange() == null ? maintenance.newestChange(session.replicaId()) : master.newestChange();
        Instant nextScan = ScanStart.of(master.date(), newest);
        return differences.stream()
                .filter(document -> !master.scanned().containsKey(document.id())
                        && document.found().isBefore(nextScan))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns how much less the master's clock advanced since the watermark than the controller's clock. Nothing shows
     * which of the two clocks was changed. If the master's clock was set back, later changes may have a time before the
     * watermark, and a scan from the watermark would miss these changes.
     */
    private Duration setBack(Session session, InstanceSnapshot master) {
        Instant watermark = session.replica().watermark();
        Instant plannedAt = maintenance.of(session.replicaId()).plannedAt();
        if (watermark == null || plannedAt == null || !master.hasDate()) {
            return null;
        }
        Instant now = clock.instant();
        // A plan in the future was made while the clock of the controller, too, was ahead.
        Duration since = plannedAt.isAfter(now) ? Duration.ZERO : Duration.between(plannedAt, now);
        Duration lost = since.minus(Duration.between(watermark, master.date()));
        return lost.compareTo(ScanStart.OVERLAP) > 0 ? lost : null;
    }

    /**
     * @param isQueued returns whether an earlier run queued the document; such a document is compared without a new
     *     plan, and would otherwise cause a full comparison in each run until the comparison succeeds
     */
    private static ChangeTimes.Older first(ChangeTimes times, LongPredicate isQueued) {
        return times.older().stream()
                .filter(older -> !isQueued.test(older.id()))
                .findFirst()
                .orElse(null);
    }

    private boolean isQueued(Session session, long masterId) {
        return work.find(session.replicaId(), masterId).isPresent();
    }

    /**
     * Logs the evidence. Clears the fingerprints of the copies if the replica is in an older state. If the master is,
     * it may have assigned ids of lost notes to other notes.
     */
    void report(Session session, Found found) {
        if (found.setBack() != null) {
            journal.warn(
                    session,
                    null,
                    "clock",
                    Text.of(
                            "The clock of the master was set back by about {0} minutes since the last run, or the clock"
                                    + " of the controller was set forward. All documents are compared, because changes"
                                    + " after that run may have an earlier time than the run.",
                            String.valueOf(found.setBack().toMinutes())));
        }
        ChangeTimes.Older document = found.document();
        if (document != null) {
            notes.detach(session.replicaId());
            journal.warn(
                    session,
                    null,
                    "older state",
                    Text.of(
                            "Document {0} of the master is in an older state than before: it was changed at {1} before,"
                                    + " and now its last change is of {2}. Perhaps the master was restored from a"
                                    + " backup, or its clock was wrong. All documents are compared.",
                            String.valueOf(document.id()),
                            document.known().toString(),
                            document.found().toString()));
        }
        ChangeTimes.Difference missed = found.missed();
        if (missed != null) {
            if (missed.found().isBefore(missed.known())) {
                // Perhaps the master was restored from a backup, and assigned ids of lost notes to other notes.
                notes.detach(session.replicaId());
            }
            journal.warn(
                    session,
                    null,
                    "clock",
                    Text.of(
                            "A change of document {0} of the master was missed: the last known change of the"
                                    + " document is of {1}, and its last change is now of {2}. Perhaps the clock of"
                                    + " the master was set back. All documents are compared.",
                            String.valueOf(missed.id()),
                            missed.known().toString(),
                            missed.found().toString()));
        }
        ChangeTimes.Older copy = found.copy();
        if (copy != null) {
            // The copies lost what the controller wrote. That is no edit of a user, so the fingerprints are cleared.
            invalidation.clearFingerprints(session.replicaId());
            journal.warn(
                    session,
                    null,
                    "older state",
                    Text.of(
                            "Document {0} of the replica is in an older state than before: it was changed at {1}"
                                    + " before, and now its last change is of {2}. Perhaps the replica was restored"
                                    + " from a backup. All documents are compared.",
                            String.valueOf(copy.id()),
                            copy.known().toString(),
                            copy.found().toString()));
        }
    }
}
