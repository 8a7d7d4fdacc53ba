package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.KeptLookups;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import io.pngx.controller.sync.Targets;
import io.pngx.controller.sync.Translation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds the state of one open run of a replica in memory. State that must survive a restart is in the database. */
public final class Session implements Job {
    /** The fields of a document that rules can read. */
    public static final String RULE_FIELDS = Seen.FIELDS + ",mime_type,original_file_name";

    /** Time for which {@link #foundOnlyCopies} counts. Later, a user may have uploaded documents to the replica. */
    private static final Duration ONLY_COPIES = Duration.ofMinutes(10);

    private final Run run;
    private final Replica replica;
    private final Dialect dialect;
    private final Translation translation;
    private final Dialect masterDialect;
    private final Rules rules;
    private final boolean syncContent;
    private final Map<String, URI> addresses;
    private volatile String stoppedBecause;
    private volatile Replica.State stoppedState;
    private volatile boolean cancelled;
    private volatile boolean paused;
    private volatile String incomplete;
    private volatile Changed accepted;
    private volatile boolean lookupsDistrusted;
    private final Map<Kind, Set<Long>> planned = new EnumMap<>(Kind.class);
    private final Set<Lookup> postponedMoves = new LinkedHashSet<>();
    private boolean movesRetried;
    private int unlistedDocuments;
    private int keptLookups;
    private int unlistedLimit = 3;
    private final ChunkSize chunkSize;
    private final Set<Long> reportedUploads = ConcurrentHashMap.newKeySet();
    private final List<Long> finishedTasks = new ArrayList<>();
    private int uploadMoves;
    private Instant onlyCopiesUntil = Instant.MIN;
    private final Map<Long, Job> keptJobs = new ConcurrentHashMap<>();
    private int unansweredUploads;
    private Instant nextUploadAt = Instant.MIN;

    /**
     * @param rules       the rules of the replica; they do not change during the session
     * @param syncContent whether the text of documents is synchronised, too
     * @param addresses   the addresses of master and replica at the start of the session, by host name
     * @param chunkSize   the chunk size of the replica, which later sessions continue to use
     */
    public Session(
            Run run,
            Replica replica,
            Dialect dialect,
            Dialect masterDialect,
            Translation translation,
            Rules rules,
            boolean syncContent,
            Map<String, URI> addresses,
            ChunkSize chunkSize) {
        this.run = run;
        this.replica = replica;
        this.dialect = dialect;
        this.translation = translation;
        this.masterDialect = masterDialect;
        this.rules = rules;
        this.syncContent = syncContent;
        this.addresses = addresses;
        this.chunkSize = chunkSize;
        for (Kind kind : Kind.values()) {
            planned.put(kind, new HashSet<>());
        }
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

    /** @return the host name of the replica in routes */
    public String host() {
        return replica.host();
    }

    /** @return whether the instance still has the address that it had at the start of the session */
    public boolean isConnectedTo(Instance instance) {
        return instance != null && instance.base().equals(addresses.get(instance.host()));
    }

    public Dialect dialect() {
        return dialect;
    }

    /** @return the master's dialect, which decides the kind of its checksums */
    public Dialect masterDialect() {
        return masterDialect;
    }

    /** Applies the rules to a document of the master. */
    public Ruled ruled(Document document) {
        return rules.apply(syncContent ? document : document.withoutContent(), translation);
    }

    /** Computes the target of a document that the rules selected. */
    public Target target(Ruled document) {
        return Targets.target(document, translation, rules.revision());
    }

    /**
     * Computes the target of a document. Links of the document to itself lead to {@code copy}, even if the mapping is
     * not stored yet.
     */
    public Target target(Ruled ruled, long copy) {
        Translation there = translation.with(id -> id == ruled.document().id()
                ? Optional.of(copy)
                : translation.documents().apply(id));
        return Targets.target(ruled, there, rules.revision());
    }

    /**
     * Adds to the target the lookups of the copy that are missing on the master, and stay until their deletion is
     * decided.
     */
    public Target withKeptLookups(Target target, Ruled ruled, Document copy) {
        return KeptLookups.on(target, ruled.document(), copy, translation);
    }

    /** Records a lookup that the run would create or give another type, which the replica may refuse. */
    public void planned(Kind kind, long masterId) {
        planned.get(kind).add(masterId);
    }

    /**
     * Computes the target of a mapped document. If the document was settled without lookups that the replica refused,
     * the target omits these lookups while they are only planned.
     */
    public Target target(Ruled document, String settled) {
        Target target = target(document);
        if (settled == null
                || settled.equals(target.fingerprint())
                || planned.values().stream().allMatch(Set::isEmpty)) {
            return target;
        }
        Target without = Targets.target(document, translation.without(planned), rules.revision());
        return without.fingerprint().equals(settled) ? without : target;
    }

    /**
     * Postpones moving a tag to its parent, because a child tag that is moved later can make the tree too deep.
     *
     * @return false if the move was already postponed once
     */
    public boolean postponeMove(Lookup tag) {
        return !movesRetried && postponedMoves.add(tag);
    }

    /** @return tags whose move is tried once more, after all other tags */
    public List<Lookup> postponedMoves() {
        movesRetried = true;
        return List.copyOf(postponedMoves);
    }

    /** @return the fields of a document that rules can read */
    public String ruleFields() {
        return RULE_FIELDS;
    }

    /**
     * @return the fields to read to find links; with rules, all fields that rules can read, because a rule can remove a
     *     link
     */
    public String linkFields() {
        return rules.isNone() ? "id,custom_fields" : ruleFields();
    }

    public Rules rules() {
        return rules;
    }

    public Translation translation() {
        return translation;
    }

    /**
     * Continues with a changed master or replica: the user accepted the change, or a dry run shows what acceptance
     * would do.
     */
    public void accept(Changed what) {
        accepted = what;
    }

    /** @return the accepted change; null if neither master nor replica changed */
    public Changed accepted() {
        return accepted;
    }

    /** Ignores the stored mapping of lookups: on this replica, the stored ids belong to other lookups now. */
    public void distrustLookups() {
        lookupsDistrusted = true;
    }

    public boolean areLookupsDistrusted() {
        return lookupsDistrusted;
    }

    /**
     * @return the stored mapping of a kind of lookups, replica ids by master id; empty if the mapping is no longer
     *     valid
     */
    public Map<Long, Long> stored(LookupMap lookups, String kind) {
        return accepted == Changed.MASTER || lookupsDistrusted ? Map.of() : lookups.of(replicaId(), kind);
    }

    /** Ends the run after the current document. The first reason is kept. */
    public synchronized void stop(Replica.State state, String why) {
        if (stoppedBecause == null) {
            stoppedBecause = why;
            stoppedState = state;
        }
    }

    /** Ends the run after the current document, at the user's request. */
    synchronized void cancel(String why) {
        if (stoppedBecause == null) {
            cancelled = true;
            stop(null, why);
        }
    }

    /**
     * Delays the next upload after a POST that was answered without a task; each further POST without a task lengthens
     * the delay.
     */
    public void uploadUnanswered() {
        nextUploadAt = Instant.now().plus(Backoff.upload(++unansweredUploads));
    }

    public void uploadAnswered() {
        unansweredUploads = 0;
    }

    public boolean mayUpload() {
        return !Instant.now().isBefore(nextUploadAt);
    }

    /**
     * Pauses the run because of a fault of the machine, such as a full disk. The run stays open and resumes after the
     * fault. A run that only reads ends.
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

    /** Records that the replica just listed only copies, and documents of open uploads, which become copies. */
    public void foundOnlyCopies() {
        onlyCopiesUntil = Instant.now().plus(ONLY_COPIES);
    }

    /** @return whether the replica recently held only copies, so that no foreign document has the same bytes */
    public boolean holdsOnlyCopies() {
        return Instant.now().isBefore(onlyCopiesUntil);
    }

    /** Counts a step of an upload, so that the next round follows at once. */
    public void uploadMoved() {
        uploadMoves++;
    }

    public int uploadMoves() {
        return uploadMoves;
    }

    /** @return the keys of the replica's tasks that are finished, and not acknowledged yet */
    public List<Long> finishedTasks() {
        return finishedTasks;
    }

    /** Keeps the job of an upload until the next step of the upload. */
    public void keep(long uploadId, Job job) {
        keptJobs.put(uploadId, job);
    }

    /** @return the job that was kept for an upload; null if none was */
    public Job takeKept(long uploadId) {
        return keptJobs.remove(uploadId);
    }

    /** Records that the replica has just reported the document of an upload. */
    public void uploadReported(long uploadId) {
        reportedUploads.add(uploadId);
    }

    /**
     * Returns whether the replica has just reported the document of an upload; true only once. Later, the document must
     * be verified, because the replica may have been replaced or restored since.
     */
    public boolean takeUploadReported(long uploadId) {
        return reportedUploads.remove(uploadId);
    }

    /**
     * Counts a document that exists on the master, but is missing from its inventory.
     *
     * @return whether the inventory now counts as wrong
     */
    public boolean reportUnlisted() {
        return ++unlistedDocuments == unlistedLimit;
    }

    /**
     * Records that the master's inventory is empty. A single existing document then proves that the inventory is wrong.
     */
    public void masterListsNothing() {
        unlistedLimit = 1;
    }

    /**
     * Returns whether the master's inventory lacks so many existing documents that the inventory proves nothing. A
     * single document may have been restored after the inventory was read.
     */
    public boolean isMasterListWrong() {
        return unlistedDocuments >= unlistedLimit;
    }

    /** Counts a copy that keeps a lookup that is missing on the master. */
    public void countKeptLookups() {
        keptLookups++;
    }

    public int keptLookupsCount() {
        return keptLookups;
    }

    /** Records why the run is only partial. The first reason is kept. */
    public void incomplete(String why) {
        if (incomplete == null) {
            incomplete = why;
        }
    }

    /** @return why the run is only partial; null if it is complete */
    public String incomplete() {
        return incomplete;
    }

    public boolean cancelled() {
        return cancelled;
    }

    public boolean stopped() {
        return stoppedBecause != null;
    }

    public String stoppedBecause() {
        return stoppedBecause;
    }

    /** @return the new state of the replica after the stop; null if the state does not change */
    public Replica.State stoppedState() {
        return stoppedState;
    }
}
