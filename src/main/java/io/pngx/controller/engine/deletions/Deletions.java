package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogAction;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.sync.LostUpload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What the route {@code propagateDeletions} asks: last of all, after everything else of a run is done. */
public final class Deletions {
    private final Tombstones tombstones;
    private final Unselected unselected;
    private final SyncMap mappings;
    private final Uploads uploads;
    private final KeyValues settings;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;
    private final Clock clock;

    public Deletions(Tables tables, Guard guard, StopSignal stops, Journal journal, Clock clock) {
        this.tombstones = tables.tombstones();
        this.unselected = tables.unselected();
        this.mappings = tables.mappings();
        this.uploads = tables.uploads();
        this.settings = tables.settings();
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
        this.clock = clock;
    }

    /** Keeps the status of an answer, and whether it was paperless itself that gave it. */
    public void keep(Exchange exchange, String name) {
        exchange.setProperty(name, exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class));
        exchange.setProperty(name + "Genuine", exchange.getMessage().getHeader("X-Version") != null);
    }

    /** Tags below it on the replica. */
    static List<Lookup> children(Tombstone tombstone, Session session) {
        if (tombstone.ofDocument() || Kind.ofPath(tombstone.kind()) != Kind.TAG) {
            return List.of();
        }
        return session.translation().replica().of(Kind.TAG).stream()
                .filter(tag -> Objects.equals(tag.parent(), tombstone.replicaObjectId()))
                .toList();
    }

    /** Said once. */
    void hold(Session session, Tombstone tombstone, String why) {
        tombstones.hold(tombstone.id(), why);
        if (tombstone.state() == Tombstone.State.OPEN) {
            journal.warn(
                    session,
                    tombstone.ofDocument() ? tombstone.masterId() : null,
                    LogAction.HELD.word(),
                    "The deletion of " + tombstone + " waits for a person: " + why);
        }
    }

    /** Decides over everything that is undecided, together, because of the cap. */
    public void decide(@ExchangeProperty("session") Session session) {
        if (session.isListWrong()) {
            return;
        }
        Instant now = clock.instant();
        tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.ACTING && !mayGo(tombstone))
                .forEach(tombstone -> tombstones.reopen(tombstone.id()));
        List<Deletion.Missed> missed = tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.OPEN && isStillSo(session, tombstone))
                .map(tombstone -> missed(session, tombstone))
                .toList();
        long cap = Deletion.cap(
                settings.get(Setting.MAX_DELETE_COUNT),
                settings.get(Setting.MAX_DELETE_PERCENT),
                mappings.count(session.replicaId()));
        Duration interval = settings.interval(session.replica());
        for (Deletion.Verdict verdict : Deletion.decide(
                missed, mode(), interval, cap, tombstones.automaticInADay(session.replicaId(), now), now)) {
            Tombstone tombstone = tombstones.find(verdict.id()).orElseThrow();
            if (verdict.holdBecause() == null) {
                tombstones.acting(verdict.id());
            } else {
                hold(session, tombstone, verdict.holdBecause());
            }
        }
        tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.APPROVED
                        && mayGo(tombstone)
                        && isStillSo(session, tombstone))
                .forEach(tombstone -> approved(session, tombstone));
    }

    private boolean mayGo(Tombstone tombstone) {
        return mode().carriesOut(tombstone.byPerson(), tombstone.goesBack());
    }

    private void approved(Session session, Tombstone tombstone) {
        if (!tombstone.ofDocument()
                || mappings.replicaDoc(session.replicaId(), tombstone.masterId())
                        .isPresent()) {
            tombstones.acting(tombstone.id());
        } else { // what has its id now is not ours
            tombstones.keep(tombstone.id());
            journal.info(
                    session,
                    tombstone.masterId(),
                    "kept",
                    "There is nothing of ours to delete for " + tombstone + "; document " + tombstone.replicaObjectId()
                            + " of the replica is another one, and stays.");
        }
    }

    /** What a rule left out may have been selected again in this run. */
    private boolean isStillSo(Session session, Tombstone tombstone) {
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

    DeletionMode mode() {
        return settings.get(Setting.DELETION_MODE);
    }

    /** What is decided: documents first, then lookups, the lowest tags first. */
    public Iterator<Tombstone> decided(@ExchangeProperty("session") Session session) {
        Set<Long> underWay = uploads.underWay(session.replicaId());
        List<Tombstone> acting = tombstones.pending(session.replicaId()).stream()
                .filter(tombstone -> tombstone.state() == Tombstone.State.ACTING && isStillSo(session, tombstone))
                // A copy that an upload of the same bytes took for its own is no longer this document's.
                .filter(tombstone -> !tombstone.ofDocument()
                        || !uploads.claimed(session.replicaId(), tombstone.replicaObjectId(), -1))
                // Its new file is on its way still: what that became has to be known first, so that it goes with it.
                .filter(tombstone -> !tombstone.ofDocument() || !underWay.contains(tombstone.masterId()))
                .sorted(Comparator.comparing((Tombstone tombstone) -> !tombstone.ofDocument())
                        .thenComparing(tombstone -> -depth(tombstone, session)))
                .toList();
        Iterator<Tombstone> running = new StoppableIterator<>(session, stops, acting.iterator());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return running.hasNext();
            }

            // Not in hasNext(), which the split asks before it works on the last item; a null is passed over by the
            // split.
            @Override
            public Tombstone next() {
                Tombstone next = running.next();
                if (next != null && !mayGo(next)) {
                    return null;
                }
                if (next == null || !takesOthersAlong(next, session)) {
                    return next;
                }
                journal.info(session, null, "put back", "The deletion of " + next + " waits for the tags below it.");
                return null;
            }
        };
    }

    /**
     * With a tag goes everything below it. It waits for what is there still: for what is held or was to be kept, and,
     * unless a person approved it, for everything.
     */
    private boolean takesOthersAlong(Tombstone tombstone, Session session) {
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

    public boolean ofDocument(@ExchangeProperty("tombstone") Tombstone tombstone) {
        return tombstone.ofDocument();
    }

    /**
     * Is it our copy still? Ids are given out again by a replica that was restored from a backup. What is another document now stays, its
     * deletion waits for a person, and nothing of ours stands for it any more.
     */
    public boolean isOurs(
            @Body Document there,
            @ExchangeProperty("tombstone") Tombstone tombstone,
            @ExchangeProperty("session") Session session) {
        Mapping mapping = mappings.find(session.replicaId(), tombstone.masterId())
                .filter(found -> found.replicaDocId() == tombstone.replicaObjectId())
                .orElse(null);
        there.mustBe(tombstone.replicaObjectId());
        boolean anotherTime = mapping != null && !CopyIdentity.isOurs(mapping, there);
        // It left the master before it was ever read back, so that nothing else is known of it.
        boolean anotherName = mapping != null
                && mapping.replicaAdded() == null
                && uploads.fileName(session.replicaId(), tombstone.masterId(), there.id())
                        .map(sent -> !LostUpload.sameName(sent, there.originalFileName()))
                        .orElse(false);
        if (mapping != null && !anotherTime && !anotherName) {
            return true;
        }
        String why = "Document " + there.id() + " of the replica is another document now ("
                + (anotherTime
                        ? "it was added at " + there.addedAt() + ", ours at " + mapping.replicaAdded()
                        : anotherName
                                ? "it has another file name than what was uploaded"
                                : "it stands for this one no longer")
                + "), as after a restored backup. It stays, whatever you decide; reject the deletion, and you are not asked again.";
        if (mapping != null) {
            mappings.forget(session.replicaId(), tombstone.masterId());
        }
        tombstones.notOurs(tombstone.id(), why);
        journal.warn(
                session,
                tombstone.masterId(),
                LogAction.HELD.word(),
                "The deletion of " + tombstone + " waits for a person: " + why);
        return false;
    }

    /** Its number, which it would block in the trash. It is to have it again should its document come back before it went. */
    public String release(
            @ExchangeProperty("tombstone") Tombstone tombstone, @ExchangeProperty("session") Session session) {
        mappings.distrust(session.replicaId(), tombstone.masterId());
        return "{\"archive_serial_number\":null}";
    }

    /** Lets the gateway send this one delete. */
    public void permit(
            @ExchangeProperty("tombstone") Tombstone tombstone, @ExchangeProperty("session") Session session) {
        guard.mayDelete(session.host(), tombstone.kind(), tombstone.replicaObjectId());
    }

    /** @param status of the detail, asked after the delete */
    public void done(
            @ExchangeProperty("tombstone") Tombstone tombstone,
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("after") int status,
            @ExchangeProperty("afterGenuine") boolean genuine) {
        if (status != 404 || !genuine) {
            throw new IllegalStateException("The replica answered " + status + " for " + tombstone
                    + " after its deletion; it is tried again in the next run.");
        }
        tombstones.done(tombstone, clock.instant());
        if (!tombstone.ofDocument()) {
            session.translation().replica().remove(Kind.ofPath(tombstone.kind()), tombstone.replicaObjectId());
            session.translation().kept().get(Kind.ofPath(tombstone.kind())).remove(tombstone.replicaObjectId());
        }
        journal.info(
                session,
                tombstone.ofDocument() ? tombstone.masterId() : null,
                "deleted",
                tombstone.ofDocument()
                        ? "\"" + tombstone.title()
                                + (tombstone.byRule() == null
                                        ? "\" left the master; document "
                                        : "\" is no longer selected by the rule \"" + tombstone.byRule()
                                                + "\"; document ")
                                + tombstone.replicaObjectId() + " is in the replica's trash."
                        : Kind.ofPath(tombstone.kind()).word() + " \"" + tombstone.title()
                                + "\" left the master and is deleted on the replica.");
    }
}
