package io.pngx.controller.engine.review;

import io.pngx.controller.engine.identity.MasterIdentityCheck;
import io.pngx.controller.engine.identity.ReplicaIdentityCheck;
import io.pngx.controller.engine.identity.ReplicaProof;
import io.pngx.controller.engine.identity.SampleJob;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.text.Text;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Adds a row to a dry run for each change that would freeze the replica. Then continues as if the user had accepted the
 * change.
 */
public final class DryIdentity {
    private final DryRun dryRun;
    private final MasterIdentityCheck masterIdentity;
    private final ReplicaIdentityCheck replicaIdentity;
    private final ReplicaProof proof;
    private final Replicas replicas;
    private final SyncMap mappings;
    private final StopSignal stops;

    public DryIdentity(
            DryRun dryRun,
            MasterIdentityCheck masterIdentity,
            ReplicaIdentityCheck replicaIdentity,
            ReplicaProof proof,
            Replicas replicas,
            SyncMap mappings,
            StopSignal stops) {
        this.stops = stops;
        this.mappings = mappings;
        this.dryRun = dryRun;
        this.masterIdentity = masterIdentity;
        this.replicaIdentity = replicaIdentity;
        this.proof = proof;
        this.replicas = replicas;
    }

    /**
     * Adds a row if the replica is not yet proven to be another instance than the master. A dry run cannot prove this,
     * because the proof writes a tag.
     */
    public void checkProof(@Body ReplicaRun job) {
        Session session = job.session();
        try {
            if (!proof.isProven(job)) {
                dryRun.addReplica(
                        session,
                        Action.WAIT,
                        Text.of("The first run has to prove that this address is another instance than the master."));
            }
        } catch (PaperlessException e) {
            dryRun.addReplica(
                    session,
                    Action.BLOCKED,
                    e.about(Text.of("Replica \"{0}\"", session.replica().name())));
        }
    }

    public void checkScan(@Body ReplicaRun job) {
        asRow(job.session(), () -> masterIdentity.checkScanned(job));
    }

    public void checkMaster(@Body SampleJob sample, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        asRow(sample.session(), () -> masterIdentity.checkMaster(sample, page));
    }

    public void checkState(@Body ReplicaRun job) {
        asRow(job.session(), () -> masterIdentity.checkState(job));
    }

    public void checkReplica(@Body ReplicaRun job) {
        asRow(job.session(), () -> replicaIdentity.checkReplica(job));
    }

    /** Finds the mappings that are no longer valid, because the user accepted another library. */
    public void findInvalidMappings(@Body ReplicaRun job) {
        if (job.session().accepted() == Changed.MASTER) {
            job.invalid().addAll(mappings.ids(job.replicaId()).keySet());
            job.invalid().removeAll(job.unchanged());
        }
    }

    /** Finds the mappings that are no longer valid, because the id of the copy belongs to another document. */
    public void checkCopies(@Body SampleJob sample, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = sample.session();
        for (CopyIdentity.OtherDocument other : replicaIdentity.otherDocuments(page, session)) {
            sample.cycle().invalid().add(other.mapping().masterId());
            session.lookups().distrust();
            if (session.accepted() == null) {
                asRow(session, other::freeze);
            }
        }
    }

    /**
     * Stores the change that the user can accept. Stores nothing if the run must stop, for example because an address
     * changed.
     */
    public void saveAcceptable(@Body ReplicaRun job) {
        Session session = job.session();
        if (stops.shouldStop(session)) {
            return;
        }
        Changed found = session.accepted();
        replicas.acceptable(session.replicaId(), found == session.replica().accepted() ? null : found);
    }

    private void asRow(Session session, Runnable check) {
        try {
            check.run();
        } catch (ReplicaFrozenException e) {
            dryRun.addReplica(session, Action.BLOCKED, e.text());
            session.accept(e.what());
        }
    }
}
