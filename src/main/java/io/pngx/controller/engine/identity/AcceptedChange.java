package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.InstanceChanges;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Set;

/** Applies the change of the master or of a replica that the user accepted. */
public final class AcceptedChange {
    private final Replicas replicas;
    private final InstanceChanges instanceChanges;
    private final CopyInvalidation invalidation;
    private final LookupMap lookups;
    private final MaintenanceState maintenance;
    private final Journal journal;

    public AcceptedChange(
            Replicas replicas,
            InstanceChanges instanceChanges,
            CopyInvalidation invalidation,
            LookupMap lookups,
            MaintenanceState maintenance,
            Journal journal) {
        this.replicas = replicas;
        this.instanceChanges = instanceChanges;
        this.invalidation = invalidation;
        this.lookups = lookups;
        this.maintenance = maintenance;
        this.journal = journal;
    }

    /**
     * @return the change that the user accepted; null if there is none, or if the run compares only named documents. An
     *     acceptance is valid for one run, and this run must compare all changes.
     */
    Changed find(Session session) {
        return session.run().isHinted()
                ? null
                : replicas.find(session.replicaId()).orElseThrow().accepted();
    }

    /** Continues with the accepted master or replica. Deletes the record of a change that the user can accept. */
    void apply(ReplicaRun job) {
        Session session = job.session();
        if (session.accepted() == Changed.MASTER && !session.run().mode().onlyReads()) {
            continueWithMaster(job);
        }
        if (session.accepted() == Changed.REPLICA && !session.run().mode().onlyReads()) {
            continueWithReplica(session);
        }
        if (session.replica().acceptable() != null) {
            replicas.acceptable(session.replicaId(), null);
        }
    }

    /**
     * Deletes the mapping of lookups, because the new library may use the same ids for other lookups. After that,
     * lookups are matched by name again. Copies keep lookups whose deletion is undecided.
     */
    private void continueWithMaster(ReplicaRun job) {
        Session session = job.session();
        long replicaId = session.replicaId();
        Set<Long> same = job.unchanged();
        lookups.keepUndecided(replicaId);
        instanceChanges.keepOnly(replicaId, same, job.provenCopies());
        invalidation.invalidateAll(replicaId); // before the acceptance ends, so that a crash loses nothing
        replicas.startOver(replicaId); // also deletes the acceptance, which is valid for one run
        maintenance.acceptAdoption(replicaId, Instant.now()); // the acceptance of another library includes adoptions
        journal.warn(
                session,
                null,
                "accepted",
                Text.of(
                        "You accepted another library, or an older state of the library, as the master: {0} of its"
                                + " documents have the same id and time of adding as before, and keep their copies. The"
                                + " controller searches the replica for the other documents by their bytes.",
                        String.valueOf(same.size())));
    }

    /** Queues all copies, and deletes the record of the acceptance, after all copies were checked. */
    private void continueWithReplica(Session session) {
        instanceChanges.beginUploadsAnew(session.replicaId());
        invalidation.invalidateAll(session.replicaId()); // before the acceptance ends, so that a crash loses nothing
        replicas.accept(session.replicaId(), null);
        // The acceptance includes the adoption of documents that the replica holds now.
        maintenance.acceptAdoption(session.replicaId(), Instant.now());
        journal.warn(
                session,
                null,
                "accepted",
                Text.of("You accepted another replica, or an older state of the replica: the documents that this"
                        + " replica already holds are found by their bytes."));
    }
}
