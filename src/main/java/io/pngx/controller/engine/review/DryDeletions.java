package io.pngx.controller.engine.review;

import io.pngx.controller.engine.deletions.Deletions;
import io.pngx.controller.engine.deletions.MissingCheck;
import io.pngx.controller.engine.deletions.RemovedCopies;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Adds rows to a dry run for the deletions that a run would decide. */
public final class DryDeletions {
    private final Plans plans;
    private final Tombstones tombstones;
    private final SyncMap mappings;
    private final KeyValues settings;
    private final PlannedDeletions deletions;
    private final Clock clock;

    public DryDeletions(Tables tables, Clock clock) {
        this.plans = tables.plans();
        this.tombstones = tables.tombstones();
        this.mappings = tables.mappings();
        this.settings = tables.settings();
        this.deletions = new PlannedDeletions(tables);
        this.clock = clock;
    }

    /**
     * Decides on the deletions as a run would, and adds a row for each.
     *
     * @param removed the copies with a tombstone that the replica no longer has
     * @param vanished the copies of excluded documents that the replica no longer has
     */
    public void decide(
            @Body DryPlan plan,
            @Variable(ExchangeNames.REMOVED) RemovedCopies removed,
            @Variable(ExchangeNames.VANISHED) RemovedCopies vanished) {
        Session session = plan.session();
        boolean off = mode() == DeletionMode.OFF;
        boolean trashes = !off && session.replica().trashesUnselected();
        if (!trashes) {
            deletions
                    .excluded(plan, removed, vanished)
                    .forEach(deletion -> row(
                            session,
                            deletion,
                            Action.LEAVE,
                            deletion.removed() ? deletion.alreadyRemoved() : deletion.stays()));
        }
        if (off) {
            return;
        }
        Instant now = clock.instant();
        Duration interval = settings.interval(session.replica());
        List<PlannedDeletion> open = new ArrayList<>();
        Stream.of(
                        deletions.missing(plan, removed),
                        trashes ? deletions.excluded(plan, removed, vanished) : Stream.<PlannedDeletion>empty(),
                        deletions.lookups(session))
                .flatMap(Function.identity())
                .forEach(deletion -> {
                    if (!addDecided(session, deletion, interval, now)) {
                        open.add(deletion);
                    }
                });
        decide(session, open, interval, now);
    }

    /**
     * Adds a row for a decided deletion, or one that a later run must confirm. Other deletions have no row yet, because
     * the limit of deletions counts them together.
     *
     * @return whether a row was added, or the deletion needs no row
     */
    private boolean addDecided(Session session, PlannedDeletion deletion, Duration interval, Instant now) {
        if (session.isMasterListWrong() && deletion.isUndecided()) {
            row(
                    session,
                    deletion,
                    Action.WAIT,
                    Text.of("The master's list of documents is incomplete, so a run decides on no deletion. Check the"
                            + " rights of the API user, and the master's own list of documents."));
            return true;
        }
        if (deletion.evidence() == Deletion.Evidence.LIVE) {
            row(
                    session,
                    deletion,
                    Action.WAIT,
                    Text.of("The master has the document again since its list was read; a run deletes nothing."));
            return true;
        }
        if (deletion.evidence() == Deletion.Evidence.UNCLEAR) {
            row(
                    session,
                    deletion,
                    Action.HOLD,
                    Text.of("The master no longer lists the document, and its answers do not show whether the document"
                            + " is in the trash."));
            return true;
        }
        if (deletion.endsAsRemoved(interval, now)) {
            row(session, deletion, Action.LEAVE, deletion.alreadyRemoved());
            return true;
        }
        switch (deletion.state()) {
            case OPEN -> {
                if (Tombstone.isDetached(deletion.masterId())) {
                    hold(
                            session,
                            deletion,
                            Text.of("The deletion waits for your decision: {0}", MissingCheck.unknownId()));
                    return true;
                }
                if (deletion.isConfirmed(interval, now)) {
                    return false;
                }
                addUnconfirmed(session, deletion);
            }
            case HELD ->
                hold(
                        session,
                        deletion,
                        Text.of(
                                "The deletion waits for your decision: {0}",
                                deletion.known().reason()));
            case ACTING -> {
                if (!mode().carriesOut(
                                deletion.known().byPerson(), deletion.known().goesBack())) {
                    return false;
                }
                row(session, deletion, Action.DELETE, Text.of("The deletion has begun; the next run completes it."));
            }
            case APPROVED -> row(session, deletion, Action.DELETE, Text.of("A user approved the deletion."));
            case DONE, REJECTED, RETURNED -> {
                if (deletion.rule() != null) {
                    row(session, deletion, Action.LEAVE, deletion.stays());
                }
            }
        }
        return true;
    }

    private void decide(Session session, List<PlannedDeletion> open, Duration interval, Instant now) {
        List<Deletion.Missed> missed = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            missed.add(open.get(i).missed(i, now));
        }
        long cap = Deletions.cap(settings, mappings.count(session.replicaId()));
        Map<Long, Deletion.Verdict> verdicts = new HashMap<>();
        Deletion.decide(missed, mode(), interval, cap, tombstones.automaticInADay(session.replicaId(), now), now)
                .forEach(verdict -> verdicts.put(verdict.id(), verdict));
        for (int i = 0; i < open.size(); i++) {
            PlannedDeletion deletion = open.get(i);
            Deletion.Verdict verdict = verdicts.get((long) i);
            if (verdict == null) {
                addUnconfirmed(session, deletion);
            } else if (verdict.holdBecause() != null) {
                hold(session, deletion, verdict.holdBecause());
            } else {
                row(session, deletion, Action.DELETE, deletion.due());
            }
        }
    }

    private void addUnconfirmed(Session session, PlannedDeletion deletion) {
        if (deletion.rule() == null) {
            hold(session, deletion, deletion.waitsForConfirmation());
        } else {
            row(session, deletion, Action.LEAVE, deletion.waitsForConfirmation());
        }
    }

    private void hold(Session session, PlannedDeletion missing, Text why) {
        row(
                session,
                missing,
                Action.HOLD,
                missing.lookup() ? Text.of("{0} Until then, documents keep the lookup.", why) : why);
    }

    private void row(Session session, PlannedDeletion missing, Action action, Text reason) {
        plans.add(
                session.runId(),
                missing.kind(),
                action,
                Tombstone.isDetached(missing.masterId()) ? null : missing.masterId(),
                missing.replicaId(),
                missing.title(),
                reason);
    }

    private DeletionMode mode() {
        return settings.get(Setting.DELETION_MODE);
    }
}
