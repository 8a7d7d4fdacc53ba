package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.IdentitySamples;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.ChangeTimes;
import io.pngx.controller.sync.Identity;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Checks that the master is the library from which the replica was filled. */
public final class MasterIdentityCheck {
    private static final int SAMPLE = 20;
    private static final int SUSPECTS = 50;
    private static final int NEAR = 100;

    private final Replicas replicas;
    private final SyncMap mappings;
    private final IdentitySamples identitySamples;
    private final AcceptedChange acceptedChange;
    private final MaintenanceState maintenance;
    private final WorkQueue work;
    private final Clock clock;

    public MasterIdentityCheck(
            Replicas replicas,
            SyncMap mappings,
            IdentitySamples identitySamples,
            AcceptedChange acceptedChange,
            MaintenanceState maintenance,
            WorkQueue work,
            Clock clock) {
        this.replicas = replicas;
        this.mappings = mappings;
        this.identitySamples = identitySamples;
        this.acceptedChange = acceptedChange;
        this.maintenance = maintenance;
        this.work = work;
        this.clock = clock;
    }

    /**
     * Checks the scanned documents, unless the user accepted another library.
     *
     * @throws ReplicaFrozenException if the scanned documents belong to another library
     */
    public void checkScanned(@Body ReplicaRun job) {
        Session session = job.session();
        if (acceptedChange.find(session) == Changed.MASTER) {
            session.accept(Changed.MASTER);
        } else {
            requireSameLibrary(job, job.master().added());
        }
    }

    /**
     * Selects documents of the master to check: the newest mapped documents, the documents that were changed last, and
     * a random sample. After a restore from a backup, the master can assign an id a second time. Therefore also selects
     * unmapped documents whose id is not above the highest known id, and mapped documents whose id is below the id of a
     * vanished document. If the user accepted another library, selects all mapped documents. A dry run also selects all
     * mapped documents, to show the result of an acceptance. In other runs that read all changes, the times of change
     * of the selected documents show whether a change was missed.
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
        Map<Long, Instant> changedLast = identitySamples.changedLast(replica.id(), SAMPLE, live);
        job.timesOfMaster().expect(changedLast);
        setClock(job);
        ids.addAll(changedLast.keySet());
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
        if (!all) {
            job.timesOfMaster().expectSample(identitySamples.compared(replica.id(), ids));
        }
        return SampleJob.of(job, ids);
    }

    /** Sets the time of the last plan by the master's present clock, which may have been corrected since. */
    private void setClock(ReplicaRun job) {
        Instant plannedAt = maintenance.of(job.replicaId()).plannedAt();
        if (plannedAt != null && job.master().hasDate()) {
            Instant now = job.master().date();
            job.timesOfMaster().clock(now.minus(Duration.between(plannedAt, clock.instant())), now);
        }
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
        page.results().forEach(document -> sample.cycle().timesOfMaster().found(document.id(), document.modifiedAt()));
    }

    /**
     * Checks that the master is not in an older state than before. Otherwise a run would overwrite newer values, which
     * only the replica still has. A single document in an older state does not block the run, but the run then expects
     * that the master assigned ids of lookups a second time.
     *
     * @throws ReplicaFrozenException if the master was restored from a backup and the user has not accepted its state
     */
    public void checkState(@Body ReplicaRun job) {
        ChangeTimes times = job.timesOfMaster();
        // A document that an earlier run queued no longer shows when the master was restored.
        if (times.older().stream()
                .anyMatch(older -> work.find(job.replicaId(), older.id()).isEmpty())) {
            job.session().lookups().expectReusedIds();
        }
        if (times.showRestore() && job.session().accepted() != Changed.MASTER) {
            ChangeTimes.Older newest = times.older().get(0);
            throw new ReplicaFrozenException(
                    Changed.MASTER,
                    Text.of(
                            "The master is in an older state than before, for example because it was restored from a"
                                    + " backup: {0} documents lost their last changes. Document {1} was changed at {2}"
                                    + " before; now its last change is of {3}. Nothing is written. Bring the newer"
                                    + " state back, fail over to this replica to keep what it has, or make a dry run"
                                    + " and accept the older state, which then replaces the newer values on the"
                                    + " replica.",
                            String.valueOf(times.older().size()),
                            String.valueOf(newest.id()),
                            newest.known().toString(),
                            newest.found().toString()));
        }
    }

    private void requireSameLibrary(ReplicaRun job, Map<Long, Instant> found) {
        Replica replica = replicas.find(job.replicaId()).orElseThrow();
        long highest = replica.highestMasterId() == null ? 0 : replica.highestMasterId();
        Instant now = job.master().hasDate() ? job.master().date() : null;
        found.values().stream()
                .filter(added -> Identity.isInFuture(added, now))
                .max(Comparator.naturalOrder())
                .ifPresent(job::foundFutureDate);
        Identity.doubt(
                        identitySamples.added(replica.id(), found.keySet()),
                        found,
                        highest,
                        replica.highestSeenAt(),
                        now)
                .ifPresent(why -> {
                    throw new ReplicaFrozenException(
                            Changed.MASTER,
                            Text.of(
                                    "The master is not the library that this replica was filled from: {0}. Nothing is"
                                            + " written. Bring the old library back, or make a dry run and accept the"
                                            + " new library. The new library has {1} documents. The replica's {2}"
                                            + " copies stay on the replica. A copy whose document is also in the new"
                                            + " library is kept equal. Every other copy is mapped again if the new"
                                            + " library has a document with the same bytes.",
                                    why,
                                    String.valueOf(job.master().inventory().length),
                                    String.valueOf(mappings.count(replica.id()))));
                });
    }

    /** Applies an accepted change, and stores the highest id of the master. Must be called after all checks. */
    public void recordSeen(@Body ReplicaRun job) {
        Session session = job.session();
        InstanceSnapshot master = job.master();
        acceptedChange.apply(job);
        // If the master sent no date, stores nothing. An estimated date could be too early, and new documents would
        // then seem to be from another library.
        if (master.hasDate()) {
            Arrays.stream(master.inventory())
                    .max()
                    .ifPresent(id -> replicas.highest(session.replicaId(), id, master.date()));
            // After the clock is set right, documents that were added before seem to be added after this time.
            if (job.futureDate() != null) {
                replicas.highestSeenUntil(session.replicaId(), job.futureDate());
            }
        }
    }
}
