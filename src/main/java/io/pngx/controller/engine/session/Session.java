package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongPredicate;

/** Holds the state of one open run of a replica in memory. State that must survive a restart is in the database. */
public final class Session implements Job {
    private final Run run;
    private final Replica replica;
    private final Dialect dialect;
    private final Dialect masterDialect;
    private final DocumentTargets targets;
    private final Map<String, URI> addresses;
    private volatile Text stoppedBecause;
    private volatile Replica.State stoppedState;
    private volatile boolean cancelled;
    private volatile boolean paused;
    private volatile Text incomplete;
    private volatile Changed accepted;
    private volatile LongPredicate listed = id -> true;
    private int unlistedDocuments;
    private final Elapsed open = new Elapsed();
    private int unlistedLimit = 3;
    private final ChunkSize chunkSize;
    private final SessionLookups lookups = new SessionLookups();
    private final SessionUploads uploads = new SessionUploads();
    private final FailedAlone failedAlone = new FailedAlone();

    /**
     * @param addresses the addresses of master and replica at the start of the session, by host name
     * @param chunkSize the limit of documents in one call; shared with the later sessions of the replica
     */
    public Session(
            Run run,
            Replica replica,
            Dialect dialect,
            Dialect masterDialect,
            DocumentTargets targets,
            Map<String, URI> addresses,
            ChunkSize chunkSize) {
        this.run = run;
        this.replica = replica;
        this.dialect = dialect;
        this.masterDialect = masterDialect;
        this.targets = targets;
        this.addresses = addresses;
        this.chunkSize = chunkSize;
    }

    @Override
    public Session session() {
        return this;
    }

    @Override
    public Run run() {
        return run;
    }

    public long runId() {
        return run.id();
    }

    public Replica replica() {
        return replica;
    }

    public long replicaId() {
        return replica.id();
    }

    @Override
    public String getHost() {
        return replica.host();
    }

    /** @return whether the instance still has the address that it had at the start of the session */
    public boolean isConnectedTo(Instance instance) {
        return instance != null && instance.base().equals(addresses.get(instance.host()));
    }

    /** @return the address of the master at the start of the session */
    public URI masterAddress() {
        return addresses.get(Instance.MASTER_HOST);
    }

    public Dialect dialect() {
        return dialect;
    }

    /** @return the master's dialect, which decides whether checksums are MD5 or SHA-256 */
    public Dialect masterDialect() {
        return masterDialect;
    }

    public DocumentTargets targets() {
        return targets;
    }

    public SessionLookups lookups() {
        return lookups;
    }

    public SessionUploads uploads() {
        return uploads;
    }

    public FailedAlone failedAlone() {
        return failedAlone;
    }

    public Rules rules() {
        return targets.rules();
    }

    public Translation translation() {
        return targets.translation();
    }

    /**
     * Lets the run continue although the master or the replica changed. The user accepted the change, or a dry run
     * reports the effects of the change.
     */
    public void accept(Changed what) {
        accepted = what;
    }

    /** @return the accepted change; null if neither master nor replica changed */
    public Changed accepted() {
        return accepted;
    }

    /**
     * @return the stored mapping of one kind of lookups, from each id on the master to the id on the replica; empty if
     *     the mapping is no longer valid. After the user accepted another master, only lookups that this master lacks.
     *     In a run that only reads, the ids of lookups that a writing run would detach are replaced
     */
    public Map<Long, Long> stored(LookupMap mappings, String kind) {
        if (lookups.areDistrusted()) {
            return Map.of();
        }
        Map<Long, Long> stored =
                accepted == Changed.MASTER ? mappings.undecided(replicaId(), kind) : mappings.of(replicaId(), kind);
        return LookupMap.detached(stored, lookups.detached(Kind.ofPath(kind)));
    }

    /** Ends the run after the current document. Later calls do not change the reason. */
    public synchronized void stop(Replica.State state, Text why) {
        if (stoppedBecause == null) {
            stoppedBecause = why;
            stoppedState = state;
        }
    }

    /** Ends the run after the current document, at the user's request. */
    synchronized void cancel(Text why) {
        if (stoppedBecause == null) {
            cancelled = true;
            stop(null, why);
        }
    }

    /**
     * Pauses the run because of a fault of the machine, such as a full disk. The run stays open, and resumes after the
     * fault. A read-only run is not paused, but ended.
     */
    public synchronized void pause(MachineFault fault) {
        if (stoppedBecause == null) {
            paused = true;
            stop(null, run.mode().onlyReads() ? fault.textOfEndedRun() : fault.text());
        }
    }

    public boolean isPaused() {
        return paused;
    }

    /** @return the number of documents to read in one call */
    public int chunkSize(int preferred) {
        return chunkSize.of(preferred);
    }

    /** Reads fewer documents in one call, because the answer for {@code size} documents was too long. */
    public void reduceChunkSize(int size) {
        chunkSize.reduceBelow(size);
    }

    /** @param inventory whether the replica listed a document outside the trash when the run read the replica */
    public void recordInventory(LongPredicate inventory) {
        listed = inventory;
    }

    /** @return whether the replica listed the document outside the trash when the run read the replica */
    public boolean lists(long replicaDocId) {
        return listed.test(replicaDocId);
    }

    /**
     * Counts a document that exists on the master, but is missing from the master's inventory.
     *
     * @return true only for the document that proves that the inventory is wrong
     */
    public boolean reportUnlisted() {
        return ++unlistedDocuments == unlistedLimit;
    }

    /**
     * Records that the master's inventory is empty. A single existing document then proves that the inventory is wrong.
     */
    public void recordEmptyInventory() {
        unlistedLimit = 1;
    }

    /**
     * Returns whether the master's inventory lacks so many existing documents that the inventory is wrong. A lower
     * number of such documents is normal, because users can restore documents after the inventory was read.
     */
    public boolean isMasterListWrong() {
        return unlistedDocuments >= unlistedLimit;
    }

    public boolean isOlderThan(Duration age) {
        return open.isAtLeast(age);
    }

    /** Records why the run is only partial. Later calls do not change the reason. */
    public void incomplete(Text why) {
        if (incomplete == null) {
            incomplete = why;
        }
    }

    /** @return why the run is only partial; null if it is complete */
    public Text incomplete() {
        return incomplete;
    }

    public boolean stopped() {
        return stoppedBecause != null;
    }

    /** @return the state in which a run ends that had to stop */
    public Run.State endState() {
        return cancelled ? Run.State.CANCELLED : Run.State.FAILED;
    }

    public Text stoppedBecause() {
        return stoppedBecause;
    }

    /** @return the new state of the replica after the stop; null if the state does not change */
    public Replica.State stoppedState() {
        return stoppedState;
    }
}
