package io.pngx.controller.engine.review;

import io.pngx.controller.engine.deletions.Deletions;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.DocumentRoot;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

    /** Decides on the deletions as a run would, and adds a row for each. */
    public void decide(@Body DryPlan plan) {
        Session session = plan.session();
        if (mode() == DeletionMode.OFF) {
            return;
        }
        Instant now = clock.instant();
        List<Missing> open = new ArrayList<>();
        Map<Long, Tombstone> documents = known(session, Tombstone.DOCUMENTS);
        plan.missing().forEach((masterId, replicaId) -> {
            Mapping mapping = mappings.find(session.replicaId(), masterId).orElseThrow();
            Tombstone known = documents.get(masterId);
            String title = mapping.name();
            boolean asked = known == null || known.state() == Tombstone.State.OPEN;
            addMissing(
                    session,
                    open,
                    new Missing(
                            Tombstone.DOCUMENTS,
                            masterId,
                            replicaId,
                            title,
                            known,
                            mapping.adopted(),
                            // no evidence although the master was asked: the call failed
                            plan.evidence().getOrDefault(masterId, asked ? Deletion.Evidence.UNCLEAR : null)));
        });
        for (Kind kind : Kind.values()) {
            Map<Long, Tombstone> known = known(session, kind.path());
            session.stored(lookups, kind.path()).forEach((masterId, replicaId) -> {
                Lookup there = session.translation().replica().get(kind, replicaId);
                if (session.translation().master().get(kind, masterId) == null
                        && there != null
                        && !session.translation().ids().get(kind).containsValue(replicaId)) {
                    addMissing(
                            session,
                            open,
                            new Missing(
                                    kind.path(), masterId, replicaId, there.name(), known.get(masterId), false, null));
                }
            });
        }
        decide(session, open, now);
    }

    /**
     * A document or lookup that the master no longer lists.
     *
     * @param evidence the master's answer about the document; null: the master was not asked
     */
    private record Missing(
            String kind,
            long masterId,
            long replicaId,
            String title,
            Tombstone known,
            boolean adopted,
            Deletion.Evidence evidence) {
        boolean lookup() {
            return !Tombstone.DOCUMENTS.equals(kind);
        }

        boolean isUndecided() {
            return known == null || known.state() == Tombstone.State.OPEN || known.state() == Tombstone.State.APPROVED;
        }

        Deletion.Missed missed(int number, Instant now) {
            return new Deletion.Missed(
                    number,
                    lookup(),
                    evidence == Deletion.Evidence.TRASHED || known != null && known.seenTrashed(),
                    adopted,
                    known == null ? 1 : known.weight(),
                    known == null ? now : known.firstSeenAt());
        }
    }

    private Map<Long, Tombstone> known(Session session, String kind) {
        Map<Long, Tombstone> known = new HashMap<>();
        tombstones.standing(session.replicaId(), kind).forEach(tombstone -> known.put(tombstone.masterId(), tombstone));
        return known;
    }

    /**
     * Adds a row for a decided deletion. Collects undecided deletions in {@code open}, because the limit of deletions
     * counts all undecided deletions together.
     */
    private void addMissing(Session session, List<Missing> open, Missing missing) {
        if (session.isMasterListWrong() && missing.isUndecided()) {
            row(
                    session,
                    missing,
                    Action.WAIT,
                    Text.of("The master's list of documents is incomplete, so a run decides on no deletion. Check the"
                            + " rights of the API user, and the master's own list of documents."));
            return;
        }
        if (missing.evidence() == Deletion.Evidence.LIVE) {
            row(
                    session,
                    missing,
                    Action.WAIT,
                    Text.of("The master has the document again since its list was read; a run deletes nothing."));
            return;
        }
        if (missing.evidence() == Deletion.Evidence.UNCLEAR) {
            row(
                    session,
                    missing,
                    Action.HOLD,
                    Text.of("The master no longer lists the document, and its answers do not show whether the document"
                            + " is in the trash."));
            return;
        }
        switch (missing.known() == null ? Tombstone.State.OPEN : missing.known().state()) {
            case OPEN -> open.add(missing);
            case HELD ->
                hold(
                        session,
                        missing,
                        Text.of(
                                "The deletion waits for your decision: {0}",
                                missing.known().reason()));
            case ACTING -> {
                if (mode().carriesOut(
                                missing.known().byPerson(), missing.known().goesBack())) {
                    row(session, missing, Action.DELETE, Text.of("The deletion has begun; the next run completes it."));
                } else {
                    open.add(missing);
                }
            }
            case APPROVED -> row(session, missing, Action.DELETE, Text.of("A user approved the deletion."));
            case DONE, REJECTED, RETURNED -> {}
        }
    }

    private void decide(Session session, List<Missing> open, Instant now) {
        List<Deletion.Missed> missed = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            missed.add(open.get(i).missed(i, now));
        }
        Duration interval = settings.interval(session.replica());
        long cap = Deletions.cap(settings, mappings.count(session.replicaId()));
        Map<Long, Deletion.Verdict> verdicts = new HashMap<>();
        Deletion.decide(missed, mode(), interval, cap, tombstones.automaticInADay(session.replicaId(), now), now)
                .forEach(verdict -> verdicts.put(verdict.id(), verdict));
        for (int i = 0; i < open.size(); i++) {
            Deletion.Verdict verdict = verdicts.get((long) i);
            if (verdict == null) {
                hold(
                        session,
                        open.get(i),
                        Text.of("A later run must confirm the absence on the master before the deletion."));
            } else if (verdict.holdBecause() != null) {
                hold(session, open.get(i), verdict.holdBecause());
            } else {
                row(
                        session,
                        open.get(i),
                        Action.DELETE,
                        Text.of(
                                open.get(i).lookup()
                                        ? "The lookup is no longer on the master. A run deletes the lookup on the"
                                                + " replica, and removes it from all copies, unless a foreign document"
                                                + " uses the lookup."
                                        : "The document is no longer on the master; its copy goes to the replica's"
                                                + " trash."));
            }
        }
    }

    private void hold(Session session, Missing missing, Text why) {
        row(
                session,
                missing,
                Action.HOLD,
                missing.lookup() ? Text.of("{0} Until then, documents keep the lookup.", why) : why);
    }

    private void row(Session session, Missing missing, Action action, Text reason) {
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
