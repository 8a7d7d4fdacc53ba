package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogAction;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Decides on deletions for the route {@code propagateDeletions}, as the last stage of a run. */
public final class Deletions {
    private final Tombstones tombstones;
    private final FinishedDeletions finishedDeletions;
    private final Unselected unselected;
    private final SyncMap mappings;
    private final OpenUploads openUploads;
    private final KeyValues settings;
    private final MaintenanceState maintenance;
    private final StopSignal stops;
    private final Journal journal;
    private final Clock clock;

    public Deletions(Tables tables, StopSignal stops, Journal journal, Clock clock) {
        this.tombstones = tables.tombstones();
        this.finishedDeletions = tables.finishedDeletions();
        this.unselected = tables.unselected();
        this.mappings = tables.mappings();
        this.openUploads = tables.openUploads();
        this.settings = tables.settings();
        this.maintenance = tables.maintenance();
        this.stops = stops;
        this.journal = journal;
        this.clock = clock;
    }

    /** Returns the child tags of a tag on the replica. */
    static List<Lookup> children(Tombstone tombstone, Session session) {
        if (tombstone.ofDocument() || Kind.ofPath(tombstone.kind()) != Kind.TAG) {
            return List.of();
        }
        return session.translation().replica().of(Kind.TAG).stream()
                .filter(tag -> Objects.equals(tag.parent(), tombstone.replicaObjectId()))
                .toList();
    }

    /** Holds a deletion. Logs the hold only the first time. */
    void hold(Session session, Tombstone tombstone, DeletionCause cause, Text why) {
        if (tombstones.hold(tombstone.id(), cause, why) && tombstone.state() != Tombstone.State.HELD) {
            journal.warn(
                    session,
                    tombstone.ofDocument() ? tombstone.masterId() : null,
                    LogAction.HELD.word(),
                    Text.of("The deletion of {0} waits for your decision: {1}", tombstone.name(), why));
        }
    }

    /**
     * Decides on all undecided deletions together, because the limit counts them together. After a switchover, decides
     * on no deletion before two complete full runs. First ends the deletions of copies that users already removed:
     * these need no decision, and do not count towards the limit.
     *
     * @param removed the copies that the replica no longer has
     */
    public void decide(
            @ExchangeProperty(ExchangeNames.SESSION) Session session,
            @Variable(ExchangeNames.REMOVED) RemovedCopies removed) {
        if (session.isMasterListWrong()) {
            return;
        }
        if (mode() != DeletionMode.OFF) { // otherwise no copy was searched
            finishedDeletions.recordRemoved(session.replicaId(), removed.all());
        }
        Instant now = clock.instant();
        tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.ACTING && !mayCarryOut(tombstone))
                .forEach(tombstone -> tombstones.reopen(tombstone.id()));
        tombstones.resetFutureTimes(session.replicaId(), now);
        boolean newMaster = maintenance.runsBeforeDeletions(session.replicaId()) > 0;
        Duration interval = settings.interval(session.replica());
        long cap = cap(settings, mappings.count(session.replicaId()));
        if (!newMaster) {
            endRemoved(session, removed, interval, now);
        }
        List<Deletion.Missed> missed = tombstones.pending(session.replicaId()).stream()
                .filter(tombstone ->
                        !newMaster && tombstone.state() == Tombstone.State.OPEN && stillApplies(session, tombstone))
                .filter(tombstone -> !isRemoved(tombstone, removed)) // waits for its second confirmation
                .map(tombstone -> missed(session, tombstone))
                .toList();
        for (Deletion.Verdict verdict : Deletion.decide(
                missed, mode(), interval, cap, tombstones.automaticInADay(session.replicaId(), now), now)) {
            Tombstone tombstone = tombstones.find(verdict.id()).orElseThrow();
            if (verdict.holdBecause() == null) {
                tombstones.actingIfOpen(verdict.id());
            } else {
                hold(session, tombstone, verdict.cause(), verdict.holdBecause());
            }
        }
        tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.APPROVED
                        && tombstone.byPerson() // the user may have approved the deletion after the check of this run
                        && mode().carriesOut(true, tombstone.goesBack())
                        && stillApplies(session, tombstone))
                .forEach(tombstone -> carryOutApproved(session, tombstone));
    }

    /** Ends the confirmed deletions of copies that users already removed, unless an upload may create another copy. */
    private void endRemoved(Session session, RemovedCopies removed, Duration interval, Instant now) {
        if (mode() == DeletionMode.OFF || removed.isEmpty()) {
            return;
        }
        Set<Long> underWay = openUploads.underWay(session.replicaId());
        RemovedCopySearch.unlisted(tombstones, mappings, session).stream()
                .filter(tombstone -> isRemoved(tombstone, removed)
                        && Deletion.isConfirmed(tombstone.firstSeenAt(), interval, now)
                        && stillApplies(session, tombstone)
                        && !underWay.contains(tombstone.masterId()))
                .forEach(tombstone -> {
                    finishedDeletions.alreadyRemoved(tombstone, now);
                    journal.info(session, tombstone.masterId(), "removed", DeletionWrite.removed(tombstone));
                });
    }

    private static boolean isRemoved(Tombstone tombstone, RemovedCopies removed) {
        return tombstone.ofDocument() && removed.contains(tombstone.replicaObjectId());
    }

    private boolean mayCarryOut(Tombstone tombstone) {
        return mode().carriesOut(tombstone.byPerson(), tombstone.goesBack());
    }

    private void carryOutApproved(Session session, Tombstone tombstone) {
        if (!tombstone.ofDocument()
                || mappings.replicaDoc(session.replicaId(), tombstone.masterId())
                        .isPresent()) {
            tombstones.actingForUser(tombstone.id());
        } else { // the mapping was deleted, because another document has the id of the copy
            tombstones.keep(tombstone.id());
            journal.info(
                    session,
                    tombstone.masterId(),
                    "kept",
                    Text.of(
                            "The replica has no copy of {0} to delete. Document {1} of the replica is another document"
                                    + " now, and is not deleted.",
                            tombstone.name(), String.valueOf(tombstone.replicaObjectId())));
        }
    }

    /**
     * @return whether the cause of the deletion still applies: a rule may have selected the document again in this run
     */
    private boolean stillApplies(Session session, Tombstone tombstone) {
        return tombstone.byRule() == null
                || unselected
                        .find(session.replicaId(), tombstone.masterId())
                        .filter(left -> left.revision().equals(session.rules().revision()))
                        .isPresent();
    }

    private Deletion.Missed missed(Session session, Tombstone tombstone) {
        boolean adopted = tombstone.ofDocument()
                && mappings.find(session.replicaId(), tombstone.masterId())
                        .map(Mapping::adopted)
                        .orElse(false);
        return new Deletion.Missed(
                tombstone.id(),
                !tombstone.ofDocument(),
                tombstone.seenTrashed() || tombstone.byRule() != null,
                adopted,
                tombstone.weight(),
                tombstone.firstSeenAt());
    }

    /** Returns the limit of deletions for a replica with this number of mapped documents. */
    public static long cap(KeyValues settings, long mapped) {
        return Deletion.cap(settings.get(Setting.MAX_DELETE_COUNT), settings.get(Setting.MAX_DELETE_PERCENT), mapped);
    }

    DeletionMode mode() {
        return settings.get(Setting.DELETION_MODE);
    }

    /** Returns the decided deletions: documents first, then lookups, child tags before their parents. */
    public Iterator<DeletionJob> decided(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Set<Long> underWay = openUploads.underWay(session.replicaId());
        List<Tombstone> acting = tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.ACTING && stillApplies(session, tombstone))
                // Skips a copy that an upload of the same bytes claimed: the copy now belongs to the document of that
                // upload.
                .filter(tombstone -> !tombstone.ofDocument()
                        || !openUploads.claimed(session.replicaId(), tombstone.replicaObjectId(), -1))
                // Waits while a new file of the document is uploaded, so that the deletion includes the uploaded
                // document.
                .filter(tombstone -> !tombstone.ofDocument() || !underWay.contains(tombstone.masterId()))
                .sorted(Comparator.comparing((Tombstone tombstone) -> !tombstone.ofDocument())
                        .thenComparing(tombstone -> -depth(tombstone, session)))
                .toList();
        return new StoppableIterator<>(session, stops, acting.iterator())
                .computing(tombstone -> jobFor(session, tombstone));
    }

    /** @return the job that carries out a decided deletion; null if the deletion must wait */
    private DeletionJob jobFor(Session session, Tombstone tombstone) {
        if (!mayCarryOut(tombstone)) {
            return null;
        }
        if (!hasTagsBelow(tombstone, session)) {
            return new DeletionJob(session, tombstone, true);
        }
        journal.info(
                session,
                null,
                "deferred",
                Text.of("The deletion of {0} waits for the deletion of its child tags.", tombstone.name()));
        return null;
    }

    /**
     * Returns whether a tag waits for its child tags, because paperless deletes child tags together with their parent.
     * If the user approved the deletion of the tag, only child tags with a tombstone count. Otherwise, every child tag
     * counts.
     */
    private boolean hasTagsBelow(Tombstone tombstone, Session session) {
        List<Lookup> children = children(tombstone, session);
        if (children.isEmpty()) {
            return false;
        }
        Set<Long> undecided = tombstones.standing(session.replicaId(), tombstone.kind()).stream()
                .map(Tombstone::replicaObjectId)
                .collect(Collectors.toSet());
        return children.stream().anyMatch(tag -> !tombstone.byPerson() || undecided.contains(tag.id()));
    }

    private static int depth(Tombstone tombstone, Session session) {
        if (tombstone.ofDocument() || Kind.ofPath(tombstone.kind()) != Kind.TAG) {
            return 0;
        }
        int depth = 0;
        Lookup at = session.translation().replica().get(Kind.TAG, tombstone.replicaObjectId());
        while (at != null && at.parent() != null && depth < 32) {
            at = session.translation().replica().get(Kind.TAG, at.parent());
            depth++;
        }
        return depth;
    }
}
