package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.IdentitySamples;
import io.pngx.controller.store.InstanceChanges;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.sync.Identity;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Checks that the master is the library from which the replica was filled, and that the replica is still the
 * same instance.
 */
public final class IdentityCheck {
    private static final int SAMPLE = 20;
    private static final int SUSPECTS = 50;
    private static final int NEAR = 100;
    private static final int FEW_GONE = 5;
    private static final int GONE_PERCENT = 20;

    private final Replicas replicas;
    private final SyncMap mappings;
    private final InstanceChanges instanceChanges;
    private final IdentitySamples identitySamples;
    private final LookupMap lookups;
    private final MaintenanceState maintenance;
    private final Journal journal;

    public IdentityCheck(
            Replicas replicas,
            SyncMap mappings,
            InstanceChanges instanceChanges,
            IdentitySamples identitySamples,
            LookupMap lookups,
            MaintenanceState maintenance,
            Journal journal) {
        this.replicas = replicas;
        this.mappings = mappings;
        this.instanceChanges = instanceChanges;
        this.identitySamples = identitySamples;
        this.lookups = lookups;
        this.maintenance = maintenance;
        this.journal = journal;
    }

    /**
     * Checks the scanned documents, unless the user accepted another library.
     *
     * @throws ReplicaFrozenException if the scanned documents belong to another library
     */
    public void checkScanned(@Body ReplicaRun job) {
        Session session = job.session();
        if (acceptedChange(session) == Changed.MASTER) {
            session.accept(Changed.MASTER);
        } else {
            requireSameLibrary(job, job.master().added());
        }
    }

    /**
     * @return the change that the user accepted; null: none. An acceptance is valid for one run, so a run for webhooks
     *     leaves the acceptance to a run that compares all changes.
     */
    private Changed acceptedChange(Session session) {
        return session.run().isHinted()
                ? null
                : replicas.find(session.replicaId()).orElseThrow().accepted();
    }

    /**
     * Selects documents of the master to check: the newest mapped documents and a random sample. Also selects documents
     * whose ids may have been assigned a second time, after the library was restored from a backup: unmapped documents
     * with an id below the highest id seen, and mapped documents with an id below the id of a vanished document.
     * Selects all mapped documents if the user accepted another library, and in a dry run, which shows the result of an
     * acceptance.
     *
     * @return a job for each call
     */
    public Iterator<SampleJob> masterSample(@Body ReplicaRun job) {
        Session session = job.session();
        Replica replica = replicas.find(session.replicaId()).orElseThrow();
        LongPredicate live = job.master()::lists;
        CopyIds mapped = mappings.ids(replica.id());
        boolean all = session.accepted() == Changed.MASTER || session.run().mode() == Run.Mode.DRY_RUN;
        Set<Long> ids = new LinkedHashSet<>(all ? mapped.keySet() : identitySamples.sample(replica.id(), SAMPLE));
        identitySamples
                .newestVanished(replica.id(), mapped, live)
                .ifPresent(vanished -> mapped.keySet().stream()
                        .filter(id -> id < vanished && live.test(id))
                        .sorted(Comparator.reverseOrder())
                        .limit(NEAR)
                        .forEach(ids::add));
        if (session.accepted() == Changed.MASTER) {
            ids.addAll(identitySamples.addedOfTrashed(replica.id()).keySet());
        }
        ids.removeIf(id -> !live.test(id));
        if (replica.highestMasterId() != null) {
            Arrays.stream(job.master().inventory())
                    .filter(id -> id <= replica.highestMasterId() && !mapped.isMapped(id))
                    .sorted()
                    .limit(SUSPECTS)
                    .forEach(ids::add);
        }
        return samples(job, IdChunks.of(ids));
    }

    private static Iterator<SampleJob> samples(ReplicaRun job, Iterator<String> chunks) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return chunks.hasNext();
            }

            @Override
            public SampleJob next() {
                return new SampleJob(job, chunks.next());
            }
        };
    }

    /** @throws ReplicaFrozenException if the master is another library and the user has not accepted this library */
    public void checkMaster(@Body SampleJob sample, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = sample.session();
        Map<Long, Instant> found = new HashMap<>();
        for (Document document : page.results()) {
            found.put(document.id(), document.requireAdded());
        }
        Map<Long, Instant> known = new HashMap<>(identitySamples.addedOfTrashed(session.replicaId()));
        known.keySet().retainAll(found.keySet());
        known.putAll(identitySamples.added(session.replicaId(), found.keySet()));
        known.forEach((id, added) -> {
            if (Identity.isSame(added, found.get(id))) {
                sample.cycle().unchanged().add(id);
            }
        });
        if (session.accepted() != Changed.MASTER) {
            requireSameLibrary(sample.cycle(), found);
        }
    }

    private void requireSameLibrary(ReplicaRun job, Map<Long, Instant> found) {
        Replica replica = replicas.find(job.replicaId()).orElseThrow();
        long highest = replica.highestMasterId() == null ? 0 : replica.highestMasterId();
        Identity.doubt(identitySamples.added(replica.id(), found.keySet()), found, highest, replica.highestSeenAt())
                .ifPresent(why -> {
                    throw new ReplicaFrozenException(
                            Changed.MASTER,
                            Text.of(
                                    "The master is not the library that this replica was filled from: {0}. Nothing is"
                                            + " written. Bring the old library back, or make a dry run and accept the"
                                            + " new library. The new library has {1} documents. The replica's {2} copies"
                                            + " stay on the replica. A copy whose document is also in the new library"
                                            + " is kept equal. Every other copy is mapped again if the new library has"
                                            + " a document with the same bytes.",
                                    why,
                                    String.valueOf(job.master().inventory().length),
                                    String.valueOf(mappings.count(replica.id()))));
                });
    }

    /**
     * @throws ReplicaFrozenException if so many copies vanished that the replica must have been replaced or restored
     *     from a backup
     */
    public void checkReplica(@Body ReplicaRun job) {
        Session session = job.session();
        if (session.accepted() == Changed.MASTER) {
            return; // missing copies of the old library do not prove that the replica is another instance
        }
        LongPredicate onMaster = job.master()::lists;
        LongPredicate onReplica = job.replica()::lists;
        Map<Long, Long> ids = mappings.ids(session.replicaId());
        long mapped = ids.size();
        long gone = ids.entrySet().stream()
                .filter(each -> onMaster.test(each.getKey()) && !onReplica.test(each.getValue()))
                .count();
        boolean none = mapped > 0 && ids.values().stream().noneMatch(onReplica::test);
        boolean accepted = acceptedChange(session) == Changed.REPLICA;
        boolean another =
                none && job.replica().inventory().length > 0 || gone > FEW_GONE && gone * 100 > mapped * GONE_PERCENT;
        if ((another || accepted) && none) {
            forgetLookups(session, accepted);
        }
        if (accepted) {
            session.accept(Changed.REPLICA);
        } else if (another) {
            throw new ReplicaFrozenException(
                    Changed.REPLICA,
                    Text.of(
                            "{0} of {1} documents vanished from the replica: the replica was restored from an older"
                                    + " state, or reinstalled. Nothing is written. Bring the old replica back, or make"
                                    + " a dry run and accept the new replica. Then documents that the new replica holds"
                                    + " are mapped by their bytes, and other documents are uploaded again.",
                            String.valueOf(gone), String.valueOf(mapped)));
        }
    }

    /**
     * Selects copies to check: the newest copies and a random sample. Selects all copies if some vanished, if the user
     * accepted another replica, and in a dry run, which shows the result of an acceptance.
     *
     * @return a job for each call
     */
    public Iterator<SampleJob> copySample(@Body ReplicaRun job) {
        Session session = job.session();
        if (session.accepted() == Changed.MASTER) {
            return Collections.emptyIterator();
        }
        boolean all = session.accepted() == Changed.REPLICA
                || session.run().mode() == Run.Mode.DRY_RUN
                || !identitySamples.allLive(session.replicaId(), job.replica()::lists);
        return samples(
                job,
                IdChunks.of(
                        all
                                ? identitySamples.copies(session.replicaId())
                                : identitySamples.sampleOfCopies(session.replicaId(), SAMPLE)));
    }

    /**
     * Checks copies. If the user accepted another replica, deletes the mapping of each replaced copy.
     *
     * @throws ReplicaFrozenException if a copy was replaced and the user has not accepted another replica
     */
    public void checkCopies(@Body SampleJob sample, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = sample.session();
        for (CopyIdentity.ReplacedCopy other : replacedCopies(page, session)) {
            if (session.accepted() != Changed.REPLICA) {
                other.freeze();
            }
            forgetLookups(session, true);
            mappings.forget(session.replicaId(), other.mapping().masterId());
            journal.warn(
                    session,
                    other.mapping().masterId(),
                    "another",
                    Text.of(
                            "Document {0} of the replica is no longer the copy of this document. The next run finds the"
                                    + " copy by its bytes, or uploads the document again.",
                            String.valueOf(other.id())));
        }
    }

    /**
     * Deletes the mapping of lookups before all other mappings, so that no run uses the old mapping of lookups after a
     * crash between these steps.
     */
    private void forgetLookups(Session session, boolean accepted) {
        if (accepted && !session.run().mode().onlyReads() && !session.areLookupsDistrusted()) {
            lookups.forgetAll(session.replicaId());
        }
        session.distrustLookups();
    }

    public List<CopyIdentity.ReplacedCopy> replacedCopies(DocumentPage page, Session session) {
        return page.results().stream()
                .flatMap(document -> mappings
                        .masterDoc(session.replicaId(), document.id())
                        .flatMap(master -> mappings.find(session.replicaId(), master))
                        .filter(mapping -> !CopyIdentity.isCopy(mapping, document))
                        .map(mapping -> new CopyIdentity.ReplacedCopy(mapping, document.id(), document.addedAt()))
                        .stream())
                .toList();
    }

    /** Applies an accepted change, and stores the highest id of the master. Must be called after all checks. */
    public void recordSeen(@Body ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        if (session.accepted() == Changed.MASTER && !session.run().mode().onlyReads()) {
            continueWithAcceptedMaster(session, job.unchanged());
        }
        if (session.accepted() == Changed.REPLICA && !session.run().mode().onlyReads()) {
            continueWithAcceptedReplica(session);
        }
        if (session.replica().acceptable() != null) {
            replicas.acceptable(session.replicaId(), null);
        }
        // Without a date from the master, stores nothing: an estimated date could be too early, and the next document
        // would seem to be from another library.
        if (master.hasDate()) {
            Arrays.stream(master.inventory())
                    .max()
                    .ifPresent(id -> replicas.highest(session.replicaId(), id, master.date()));
        }
    }

    /**
     * Deletes the mapping of lookups, because the new library may use the same ids for other lookups. After that,
     * lookups are matched by name again.
     */
    private void continueWithAcceptedMaster(Session session, Set<Long> same) {
        long replicaId = session.replicaId();
        lookups.forgetAll(replicaId);
        instanceChanges.keepOnly(replicaId, same);
        replicas.startOver(replicaId); // also deletes the acceptance, which is valid for one run
        maintenance.acceptAdoption(replicaId, Instant.now()); // the acceptance of another library includes adoptions
        journal.warn(
                session,
                null,
                "accepted",
                Text.of(
                        "You accepted another library, or an older state of the library, as the master: {0} of its"
                                + " documents are unchanged since they were copied. The controller searches the replica"
                                + " for the other documents by their bytes.",
                        String.valueOf(same.size())));
    }

    /** Deletes the record of the acceptance, after all copies were checked. */
    private void continueWithAcceptedReplica(Session session) {
        instanceChanges.beginUploadsAnew(session.replicaId());
        replicas.accept(session.replicaId(), null);
        // The acceptance includes the adoption of documents that the replica holds now.
        maintenance.acceptAdoption(session.replicaId(), Instant.now());
        journal.warn(
                session,
                null,
                "accepted",
                Text.of(
                        "You accepted another replica, or an older state of the replica: the documents that this replica"
                                + " already holds are found by their bytes."));
    }
}
