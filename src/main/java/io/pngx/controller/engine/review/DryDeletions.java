package io.pngx.controller.engine.review;

import io.pngx.controller.engine.deletions.Deletions;
import io.pngx.controller.engine.deletions.RemovedCopies;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.DocumentRoot;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Mapping;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Adds rows to a dry run for the deletions that a run would decide. */
public final class DryDeletions {
    private final Plans plans;
    private final Tombstones tombstones;
    private final SyncMap mappings;
    private final LookupMap lookups;
    private final KeyValues settings;
    private final StopSignal stops;
    private final Clock clock;

    public DryDeletions(Tables tables, StopSignal stops, Clock clock) {
        this.plans = tables.plans();
        this.tombstones = tables.tombstones();
        this.mappings = tables.mappings();
        this.lookups = tables.lookups();
        this.settings = tables.settings();
        this.stops = stops;
        this.clock = clock;
    }

    /**
     * Returns the missing documents whose deletion is not decided yet. The route then asks the master for each of these
     * documents by id.
     */
    public Iterator<DryPlan.MissingDocument> undecided(@Body DryPlan plan) {
        Session session = plan.session();
        Map<Long, Tombstone> known = known(session, Tombstone.DOCUMENTS);
        List<Long> open = plan.missing().keySet().stream()
                .filter(id -> !known.containsKey(id) || known.get(id).state() == Tombstone.State.OPEN)
                .sorted()
                .toList();
        return new StoppableIterator<>(session, stops, open.iterator())
                .computing(id -> session.isMasterListWrong() ? null : new DryPlan.MissingDocument(plan, id));
    }

    public void recordEvidence(@Body DryPlan.MissingDocument missing, Exchange exchange) {
        Received detail = Received.of(exchange, ExchangeNames.DETAIL);
        Received preview = Received.of(exchange, ExchangeNames.PREVIEW);
        Deletion.Evidence evidence = detail.evidence(preview);
        missing.plan().evidence().put(missing.id(), evidence);
        if (evidence == Deletion.Evidence.LIVE) {
            missing.plan().session().reportUnlisted();
        }
    }

    /** Records that a document is purged if a version of another document has the id of the document. */
    public void recordRoot(@Body DryPlan.MissingDocument missing, @Variable(ExchangeNames.ANSWER) DocumentRoot root) {
        if (root.isOfVersion(missing.id())) {
            missing.plan().evidence().put(missing.id(), Deletion.Evidence.PURGED);
        }
    }

    /** Starts the search for vanished copies of documents that a rule excludes. Such copies need no tombstone. */
    public RemovedCopies searchVanished(@Body DryPlan plan) {
        return new RemovedCopies(
                plan.session(),
                plan.gone().stream()
                        .filter(plan.excluded()::containsKey)
                        .map(plan.mapped()::get)
                        .toList(),
                stops);
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
            excluded(plan, removed, vanished)
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
                        missing(plan, removed),
                        trashes ? excluded(plan, removed, vanished) : Stream.<PlannedDeletion>empty(),
                        lookups(session))
                .flatMap(Function.identity())
                .forEach(deletion -> {
                    if (!addDecided(session, deletion, interval, now)) {
                        open.add(deletion);
                    }
                });
        decide(session, open, interval, now);
    }

    private Stream<PlannedDeletion> missing(DryPlan plan, RemovedCopies removed) {
        Session session = plan.session();
        Map<Long, Tombstone> documents = known(session, Tombstone.DOCUMENTS);
        return plan.missing().entrySet().stream().map(missing -> {
            long masterId = missing.getKey();
            Mapping mapping = mappings.find(session.replicaId(), masterId).orElseThrow();
            Tombstone known = documents.get(masterId);
            boolean asked = known == null || known.state() == Tombstone.State.OPEN;
            return new PlannedDeletion(
                    Tombstone.DOCUMENTS,
                    masterId,
                    missing.getValue(),
                    mapping.name(),
                    known,
                    mapping.adopted(),
                    // no evidence although the master was asked: the call failed
                    plan.evidence().getOrDefault(masterId, asked ? Deletion.Evidence.UNCLEAR : null),
                    null,
                    removed.contains(missing.getValue()));
        });
    }

    /** Returns the documents that rules exclude. The tombstone of a document that was missing on the master ends. */
    private Stream<PlannedDeletion> excluded(DryPlan plan, RemovedCopies removed, RemovedCopies vanished) {
        Map<Long, Tombstone> documents = known(plan.session(), Tombstone.DOCUMENTS);
        return plan.excluded().entrySet().stream().map(excluded -> {
            long masterId = excluded.getKey();
            Mapping mapping =
                    mappings.find(plan.session().replicaId(), masterId).orElseThrow();
            Tombstone known = documents.get(masterId);
            return new PlannedDeletion(
                    Tombstone.DOCUMENTS,
                    masterId,
                    mapping.replicaDocId(),
                    mapping.name(),
                    known == null || known.byRule() == null ? null : known,
                    mapping.adopted(),
                    null,
                    excluded.getValue(),
                    removed.contains(mapping.replicaDocId()) || vanished.contains(mapping.replicaDocId()));
        });
    }

    private Stream<PlannedDeletion> lookups(Session session) {
        return Arrays.stream(Kind.values()).flatMap(kind -> {
            Map<Long, Tombstone> known = known(session, kind.path());
            return session.stored(lookups, kind.path()).entrySet().stream()
                    .filter(mapped -> session.translation().master().get(kind, mapped.getKey()) == null
                            && session.translation().replica().get(kind, mapped.getValue()) != null
                            && !session.translation().ids().get(kind).containsValue(mapped.getValue()))
                    .map(mapped -> new PlannedDeletion(
                            kind.path(),
                            mapped.getKey(),
                            mapped.getValue(),
                            session.translation()
                                    .replica()
                                    .get(kind, mapped.getValue())
                                    .name(),
                            known.get(mapped.getKey()),
                            false,
                            null,
                            null,
                            false));
        });
    }

    private Map<Long, Tombstone> known(Session session, String kind) {
        Map<Long, Tombstone> known = new HashMap<>();
        tombstones.standing(session.replicaId(), kind).forEach(tombstone -> known.put(tombstone.masterId(), tombstone));
        return known;
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
                missing.masterId(),
                missing.replicaId(),
                missing.title(),
                reason);
    }

    private DeletionMode mode() {
        return settings.get(Setting.DELETION_MODE);
    }
}
