package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.ChangeTimes;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** Job of one run on one replica. Holds the snapshots of master and replica, and the session once it is open. */
public final class ReplicaRun implements ReadingJob {
    private final Run run;
    private final InstanceSnapshot master;
    private final Set<Long> unchanged = new HashSet<>();
    private final Set<Long> provenCopies = new HashSet<>();
    private final Set<Long> invalid = new HashSet<>();
    private final Map<Long, Long> adoptions = new HashMap<>();
    private final ChangeTimes timesOfMaster = new ChangeTimes();
    private final ChangeTimes timesOfReplica = new ChangeTimes();
    private InstanceSnapshot replica;
    private Session session;
    private Instant futureDate;

    public ReplicaRun(Run run, InstanceSnapshot master) {
        this.run = run;
        this.master = master;
    }

    @Override
    public Run run() {
        return run;
    }

    public long replicaId() {
        return run.replicaId();
    }

    @Override
    public String getHost() {
        return Replica.hostOf(run.replicaId());
    }

    @Override
    public void read(InstanceSnapshot empty) {
        replica = empty;
    }

    @Override
    public InstanceSnapshot reading() {
        return replica;
    }

    /** @return the snapshot of the master */
    public InstanceSnapshot master() {
        return master;
    }

    /** @return the snapshot of the replica */
    public InstanceSnapshot replica() {
        return replica;
    }

    public void open(Session session) {
        this.session = session;
    }

    @Override
    public Session session() {
        return session;
    }

    /**
     * @return the ids of master documents that are still the documents that were copied; the identity check adds the
     *     ids
     */
    public Set<Long> unchanged() {
        return unchanged;
    }

    /**
     * @return copies that the replica still has, as document ids of the replica; the identity check adds the copies
     *     with notes if the user accepted another master
     */
    public Set<Long> provenCopies() {
        return provenCopies;
    }

    /** @return the ids of master documents whose mapping is invalid; a dry run adds the ids */
    public Set<Long> invalid() {
        return invalid;
    }

    /** @return the ids of the copies that a run would adopt, by the ids of their documents; a dry run adds the ids */
    public Map<Long, Long> adoptions() {
        return adoptions;
    }

    /**
     * Returns the copy of a document, as a run would find the copy after the changes that a dry run expects.
     *
     * @param mapped the stored mapping
     */
    public Optional<Long> copy(long masterId, LongFunction<Optional<Long>> mapped) {
        if (adoptions.containsKey(masterId)) {
            return Optional.of(adoptions.get(masterId));
        }
        return invalid.contains(masterId) ? Optional.empty() : mapped.apply(masterId);
    }

    /** @return the comparison of the master's documents with the times of their last known changes */
    public ChangeTimes timesOfMaster() {
        return timesOfMaster;
    }

    /** Records a date {@code added} that the master's present clock has not reached. */
    public void foundFutureDate(Instant added) {
        if (futureDate == null || added.isAfter(futureDate)) {
            futureDate = added;
        }
    }

    /** @return the latest date {@code added} that the master's present clock has not reached; null: none */
    public Instant futureDate() {
        return futureDate;
    }

    /** @return the comparison of the replica's copies with the times of their last known changes */
    public ChangeTimes timesOfReplica() {
        return timesOfReplica;
    }

    @Override
    public Outcome failed(Failure failure) {
        return session == null ? beforeSession(failure) : Outcome.stopRun(failure);
    }

    /**
     * Ends the run. If the call failed only because it was interrupted, the state of the replica stays the same: an
     * interruption says nothing about the replica.
     */
    private static Outcome beforeSession(Failure failure) {
        boolean error = failure.ofReplica() == null && failure.cause() != Failure.Cause.CUT;
        return new Outcome(
                Outcome.Kind.END_RUN,
                failure,
                null,
                error ? Replica.State.ERROR : failure.ofReplica(),
                failure.textWithNextStep());
    }
}
