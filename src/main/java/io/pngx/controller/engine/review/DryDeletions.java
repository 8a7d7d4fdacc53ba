package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.ExchangeProperty;

/** What would become of what left the master, as rows of a dry run. */
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

    /** Documents that are missing and undecided: the master is asked for each. */
    public Iterator<Long> toAsk(
            @ExchangeProperty("session") Session session, @ExchangeProperty("dryPlan") DryPlan plan) {
        Map<Long, Tombstone> known = known(session, Tombstone.DOCUMENTS);
        return new StoppableIterator<>(
                session,
                stops,
                plan.missing().keySet().stream()
                        .filter(id -> !known.containsKey(id) || known.get(id).state() == Tombstone.State.OPEN)
                        .sorted()
                        .iterator());
    }

    public void evidence(
            @ExchangeProperty("missing") long masterId,
            @ExchangeProperty("dryPlan") DryPlan plan,
            @ExchangeProperty("detail") int detail,
            @ExchangeProperty("detailGenuine") boolean detailGenuine,
            @ExchangeProperty("preview") int preview,
            @ExchangeProperty("previewGenuine") boolean previewGenuine) {
        switch (Deletion.evidence(detail, detailGenuine, preview, previewGenuine)) {
            case TRASHED -> plan.seen().put(masterId, true);
            case PURGED -> plan.seen().put(masterId, false);
            case LIVE, UNCLEAR -> {}
        }
    }

    /** Decides as a run would, and says it. */
    public void decide(@ExchangeProperty("session") Session session, @ExchangeProperty("dryPlan") DryPlan plan) {
        if (mode() == DeletionMode.OFF) {
            return;
        }
        Instant now = clock.instant();
        List<Gone> open = new ArrayList<>();
        Map<Long, Tombstone> documents = known(session, Tombstone.DOCUMENTS);
        plan.missing().forEach((masterId, replicaId) -> {
            Mapping mapping = mappings.find(session.replicaId(), masterId).orElseThrow();
            Tombstone known = documents.get(masterId);
            String title = Objects.requireNonNullElse(mapping.title(), "document " + masterId);
            boolean unclear = (known == null || known.state() == Tombstone.State.OPEN)
                    && !plan.seen().containsKey(masterId);
            gone(
                    session,
                    open,
                    new Gone(
                            Tombstone.DOCUMENTS,
                            masterId,
                            replicaId,
                            title,
                            known,
                            mapping.adopted(),
                            plan.seen().getOrDefault(masterId, false),
                            unclear));
        });
        for (Kind kind : Kind.values()) {
            Map<Long, Tombstone> known = known(session, kind.path());
            session.stored(lookups, kind.path()).forEach((masterId, replicaId) -> {
                Lookup there = session.translation().replica().get(kind, replicaId);
                if (session.translation().master().get(kind, masterId) == null
                        && there != null
                        && !session.translation().ids().get(kind).containsValue(replicaId)) {
                    gone(
                            session,
                            open,
                            new Gone(
                                    kind.path(),
                                    masterId,
                                    replicaId,
                                    there.name(),
                                    known.get(masterId),
                                    false,
                                    false,
                                    false));
                }
            });
        }
        decide(session, open, now);
    }

    /** Something that the master no longer lists. */
    private record Gone(
            String kind,
            long masterId,
            long replicaId,
            String title,
            Tombstone known,
            boolean adopted,
            boolean trashed,
            boolean unclear) {
        boolean lookup() {
            return !Tombstone.DOCUMENTS.equals(kind);
        }

        Deletion.Missed missed(int number, Instant now) {
            return new Deletion.Missed(
                    number,
                    lookup(),
                    trashed || known != null && known.seenTrashed(),
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

    /** What is decided already is said at once, what is open is decided together, because of the cap. */
    private void gone(Session session, List<Gone> open, Gone gone) {
        if (gone.unclear()) {
            row(
                    session,
                    gone,
                    Action.HOLD,
                    "The master lists it no longer, but does not say clearly whether it is in its trash.");
            return;
        }
        switch (gone.known() == null ? Tombstone.State.OPEN : gone.known().state()) {
            case OPEN -> open.add(gone);
            case HELD ->
                hold(session, gone, "It waits for a person: " + gone.known().reason());
            case ACTING -> {
                if (mode().carriesOut(gone.known().byPerson(), gone.known().goesBack())) {
                    row(session, gone, Action.DELETE, "It left the master, and its deletion is decided.");
                } else {
                    open.add(gone);
                }
            }
            case APPROVED -> row(session, gone, Action.DELETE, "It left the master, and its deletion is decided.");
            case DONE, REJECTED, RETURNED -> {}
        }
    }

    private void decide(Session session, List<Gone> open, Instant now) {
        List<Deletion.Missed> missed = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            missed.add(open.get(i).missed(i, now));
        }
        Duration interval = settings.interval(session.replica());
        long cap = Deletion.cap(
                settings.get(Setting.MAX_DELETE_COUNT),
                settings.get(Setting.MAX_DELETE_PERCENT),
                mappings.count(session.replicaId()));
        Map<Long, Deletion.Verdict> verdicts = new HashMap<>();
        Deletion.decide(missed, mode(), interval, cap, tombstones.automaticInADay(session.replicaId(), now), now)
                .forEach(verdict -> verdicts.put(verdict.id(), verdict));
        for (int i = 0; i < open.size(); i++) {
            Deletion.Verdict verdict = verdicts.get((long) i);
            if (verdict == null) {
                hold(
                        session,
                        open.get(i),
                        "It left the master; that has to be seen once more, later, before anything happens.");
            } else if (verdict.holdBecause() != null) {
                hold(session, open.get(i), verdict.holdBecause());
            } else {
                row(
                        session,
                        open.get(i),
                        Action.DELETE,
                        open.get(i).lookup()
                                ? "It left the master; deleted if nothing that is not ours uses it, and its documents"
                                        + " lose it with that."
                                : "It left the master; its copy goes to the replica's trash.");
            }
        }
    }

    private void hold(Session session, Gone gone, String why) {
        row(session, gone, Action.HOLD, why + (gone.lookup() ? " Documents keep it until then." : ""));
    }

    private void row(Session session, Gone gone, Action action, String reason) {
        plans.add(
                session.runId(),
                gone.kind(),
                action,
                gone.masterId(),
                gone.replicaId(),
                gone.title(),
                Plans.NO_CHANGES,
                reason);
    }

    private DeletionMode mode() {
        return settings.get(Setting.DELETION_MODE);
    }
}
