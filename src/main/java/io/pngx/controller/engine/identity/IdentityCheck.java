package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.sync.Identity;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Is the master still the library that this replica was filled from, and the replica still the one that was filled? */
public final class IdentityCheck {
    private static final int SAMPLE = 20;
    private static final int SUSPECTS = 50;
    private static final int NEAR = 100;
    private static final int FEW_GONE = 5;
    private static final int GONE_PERCENT = 20;

    private final Replicas replicas;
    private final SyncMap mappings;
    private final LookupMap lookups;
    private final MaintenanceState upkeep;
    private final Journal journal;

    public IdentityCheck(
            Replicas replicas, SyncMap mappings, LookupMap lookups, MaintenanceState upkeep, Journal journal) {
        this.replicas = replicas;
        this.mappings = mappings;
        this.lookups = lookups;
        this.upkeep = upkeep;
        this.journal = journal;
    }

    /** Has another library been accepted? Then its documents are looked at, and nothing is doubted. @throws ReplicaFrozenException where what was scanned is of another one */
    public void scanned(
            @ExchangeProperty("session") Session session, @ExchangeProperty("master") InstanceSnapshot master) {
        if (replicas.find(session.replicaId()).orElseThrow().accepted() == Changed.MASTER) {
            session.accept(Changed.MASTER);
        } else {
            doubt(session, master, master.added());
        }
    }

    /**
     * Ids of the master to look at, for {@code id__in}: the newest mapped ones and some by chance, ids that are new although higher ones were seen
     * before, and where some just vanished those below, which an older state of the library may have given out again. All mapped ones
     * where another library was accepted, and in a dry run, which is to say what a person would accept.
     */
    public Iterator<String> originals(
            @ExchangeProperty("session") Session session, @ExchangeProperty("master") InstanceSnapshot master) {
        Replica replica = replicas.find(session.replicaId()).orElseThrow();
        Set<Long> live = Arrays.stream(master.inventory()).boxed().collect(Collectors.toSet());
        Map<Long, Long> mapped = mappings.ids(replica.id());
        boolean all = session.accepted() == Changed.MASTER || session.run().mode() == Run.Mode.DRY_RUN;
        Set<Long> ids = new LinkedHashSet<>(all ? mapped.keySet() : mappings.sample(replica.id(), SAMPLE));
        mappings.newestVanished(replica.id(), live::contains)
                .ifPresent(vanished -> mapped.keySet().stream()
                        .filter(id -> id < vanished && live.contains(id))
                        .sorted(Comparator.reverseOrder())
                        .limit(NEAR)
                        .forEach(ids::add));
        if (session.accepted() == Changed.MASTER) {
            ids.addAll(mappings.addedOfTrashed(replica.id()).keySet());
        }
        ids.retainAll(live);
        if (replica.highestMasterId() != null) {
            live.stream()
                    .filter(id -> id <= replica.highestMasterId() && !mapped.containsKey(id))
                    .sorted()
                    .limit(SUSPECTS)
                    .forEach(ids::add);
        }
        return IdChunks.of(ids);
    }

    /** For the documents that are what they were when they were copied: the master's ids, filled on the way. */
    public Set<Long> same() {
        return new HashSet<>();
    }

    /** @throws ReplicaFrozenException where it is another library, unless that was accepted */
    public void check(
            @Body DocumentPage page,
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("same") Set<Long> same) {
        Map<Long, Instant> found = new HashMap<>();
        for (Document document : page.results()) {
            found.put(document.id(), document.requireAdded());
        }
        Map<Long, Instant> known = new HashMap<>(mappings.addedOfTrashed(session.replicaId()));
        known.keySet().retainAll(found.keySet());
        known.putAll(mappings.added(session.replicaId(), found.keySet()));
        known.forEach((id, added) -> {
            if (Identity.isSame(added, found.get(id))) {
                same.add(id);
            }
        });
        if (session.accepted() != Changed.MASTER) {
            doubt(session, master, found);
        }
    }

    private void doubt(Session session, InstanceSnapshot master, Map<Long, Instant> found) {
        Replica replica = replicas.find(session.replicaId()).orElseThrow();
        long highest = replica.highestMasterId() == null ? 0 : replica.highestMasterId();
        Identity.doubt(mappings.added(replica.id(), found.keySet()), found, highest, replica.highestSeenAt())
                .ifPresent(why -> {
                    throw new ReplicaFrozenException(
                            Changed.MASTER,
                            CopyIdentity.ANOTHER_LIBRARY + why
                                    + ". Nothing is written. Bring the old library back, or make a dry run and accept the new one (it has "
                                    + master.inventory().length
                                    + " documents; the replica's " + mappings.count(replica.id())
                                    + " copies stay: those of documents that are still the same are kept in line, "
                                    + "the others are mapped again where the bytes are equal).");
                });
    }

    /** @throws ReplicaFrozenException where so much vanished from the replica that it must be another one, or an older state of it */
    public void replicaIsTheSame(
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        if (session.accepted() == Changed.MASTER) {
            return; // much of what stood for the old library is not missed
        }
        LongPredicate onMaster = master::lists;
        LongPredicate onReplica = reading::lists;
        Map<Long, Long> ids = mappings.ids(session.replicaId());
        long mapped = ids.size();
        long gone = ids.entrySet().stream()
                .filter(each -> onMaster.test(each.getKey()) && !onReplica.test(each.getValue()))
                .count();
        boolean none = mapped > 0 && ids.values().stream().noneMatch(onReplica::test);
        boolean accepted = replicas.find(session.replicaId()).orElseThrow().accepted() == Changed.REPLICA;
        boolean another =
                none && reading.inventory().length > 0 || gone > FEW_GONE && gone * 100 > mapped * GONE_PERCENT;
        if ((another || accepted) && none) {
            lookupsAreOthers(session, accepted);
        }
        if (accepted) {
            session.accept(Changed.REPLICA);
        } else if (another) {
            throw new ReplicaFrozenException(
                    Changed.REPLICA,
                    gone + " of " + mapped
                            + " documents vanished from the replica: it was restored from an older state, or made anew. "
                            + "Nothing is written. Bring it back, or make a dry run and accept it (documents that it holds are mapped again by their bytes, the others are "
                            + "uploaded again).");
        }
    }

    /**
     * Ids of copies to look at, for {@code id__in}: the newest and some by chance. All of them where some vanished, where the replica is another
     * one, and in a dry run, which is to say what a person would accept.
     */
    public Iterator<String> copies(
            @ExchangeProperty("session") Session session, @ExchangeProperty("reading") InstanceSnapshot reading) {
        if (session.accepted() == Changed.MASTER) {
            return Collections.emptyIterator();
        }
        boolean all = session.accepted() == Changed.REPLICA
                || session.run().mode() == Run.Mode.DRY_RUN
                || !mappings.copies(session.replicaId()).stream().allMatch(reading::lists);
        return IdChunks.of(
                all ? mappings.copies(session.replicaId()) : mappings.sampleOfCopies(session.replicaId(), SAMPLE));
    }

    /** @throws ReplicaFrozenException where other documents have the ids of our copies, unless a person accepted that: then they stand for nothing any more */
    public void checkCopies(@Body DocumentPage page, @ExchangeProperty("session") Session session) {
        for (CopyIdentity.Other other : others(page, session)) {
            if (session.accepted() != Changed.REPLICA) {
                other.freeze();
            }
            lookupsAreOthers(session, true);
            mappings.forget(session.replicaId(), other.mapping().masterId());
            journal.warn(
                    session,
                    other.mapping().masterId(),
                    "another",
                    "Document " + other.id()
                            + " of the replica is another one now than the copy that was put there; that is looked for by its bytes, or uploaded again.");
        }
    }

    /** Forgotten before anything else is: after a crash in between, nobody would know. */
    private void lookupsAreOthers(Session session, boolean accepted) {
        if (accepted && !session.run().mode().onlyReads() && !session.areLookupsOthers()) {
            lookups.forgetAll(session.replicaId());
        }
        session.lookupsAreOthers();
    }

    public List<CopyIdentity.Other> others(DocumentPage page, Session session) {
        return page.results().stream()
                .flatMap(document -> mappings
                        .masterDoc(session.replicaId(), document.id())
                        .flatMap(master -> mappings.find(session.replicaId(), master))
                        .filter(mapping -> !CopyIdentity.isOurs(mapping, document))
                        .map(mapping -> new CopyIdentity.Other(mapping, document.id(), document.addedAt()))
                        .stream())
                .toList();
    }

    /** Remembers what was seen, once it is known to be genuine, or accepted. */
    public void remember(
            @ExchangeProperty("session") Session session,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("same") Set<Long> same) {
        if (session.accepted() == Changed.MASTER && !session.run().mode().onlyReads()) {
            goOnWithMaster(session, same);
        }
        if (session.accepted() == Changed.REPLICA && !session.run().mode().onlyReads()) {
            goOnWithReplica(session);
        }
        if (session.replica().acceptable() != null) {
            replicas.acceptable(session.replicaId(), null);
        }
        if (master.dated()) { // with a time that is too early, the next document would seem to be another library's
            Arrays.stream(master.inventory())
                    .max()
                    .ifPresent(id -> replicas.highest(session.replicaId(), id, master.date()));
        }
    }

    /** Lookups are found by their names again: ids that the old library gave to other ones may be given out again. */
    private void goOnWithMaster(Session session, Set<Long> same) {
        long replicaId = session.replicaId();
        lookups.forgetAll(replicaId);
        mappings.keepOnly(replicaId, same);
        replicas.startOver(replicaId); // used up only now
        upkeep.acceptAdoption(replicaId, Instant.now()); // with the library, its copies were accepted
        journal.warn(
                session,
                null,
                "accepted",
                "The master is another library, or an older state of it, which a person accepted: " + same.size()
                        + " of its documents are what they were when they were copied; the others are looked for on the replica by their bytes.");
    }

    /** Used up only now, when all copies were looked at. */
    private void goOnWithReplica(Session session) {
        mappings.beginUploadsAnew(session.replicaId());
        replicas.accept(session.replicaId(), null);
        upkeep.acceptAdoption(session.replicaId(), Instant.now()); // what it holds as it is now
        journal.warn(
                session,
                null,
                "accepted",
                "The replica is another one, or an older state of it, which a person accepted: documents that it holds "
                        + "already are looked for by their bytes.");
    }
}
