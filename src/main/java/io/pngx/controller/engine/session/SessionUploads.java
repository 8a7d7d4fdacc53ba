package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Holds the state of one session's uploads in memory. Nothing of this state is in the database. */
public final class SessionUploads {
    /** Maximum number of unmapped documents whose checksums are kept, because a replica may hold very many. */
    private static final int MOST_LISTED = 5_000;

    /**
     * Time for which {@link #foundOnlyCopies} stays valid. After this time, the replica can have new documents of its
     * users.
     */
    private static final Duration ONLY_COPIES = Duration.ofMinutes(10);

    private final Set<Long> reportedUploads = ConcurrentHashMap.newKeySet();
    private final List<Long> finishedTasks = new ArrayList<>();
    private int moves;
    private final WaitTime onlyCopies = new WaitTime();
    private int listedCopies;
    private final ReadAhead readAhead = new ReadAhead();
    private final Deque<Work> upcoming = new ArrayDeque<>();
    private int inFlight;
    private final UnmappedVersions unmappedVersions = new UnmappedVersions();
    private final Map<Long, Instant> addedTimes = new ConcurrentHashMap<>();
    private final NavigableMap<Long, String> listedFiles = new TreeMap<>();
    private final Map<Long, Job> keptJobs = new ConcurrentHashMap<>();
    private int unanswered;
    private final WaitTime nextUpload = new WaitTime();
    private final Map<String, List<ConsumeTask>> unknownTasks = new HashMap<>();
    private final Map<Long, Set<Long>> waitedFor = new HashMap<>();
    private final Set<Long> changedVersions = ConcurrentHashMap.newKeySet();
    private Set<Long> notStored;

    /**
     * Delays the next upload, because a POST was answered without a task. Each further POST without a task lengthens
     * the delay.
     */
    public void unanswered() {
        nextUpload.begin(Backoff.upload(++unanswered));
    }

    public void answered() {
        unanswered = 0;
    }

    public boolean maySend() {
        return nextUpload.isOver();
    }

    /**
     * Records that every document that the replica lists is a copy or the document of an open upload.
     *
     * @param documents number of listed documents
     */
    public void foundOnlyCopies(int documents) {
        listedCopies = documents;
        onlyCopies.begin(ONLY_COPIES);
    }

    public int listedCopies() {
        return listedCopies;
    }

    /** Records that the replica has other documents, too, so that each upload searches the replica first. */
    public void foundOthers() {
        onlyCopies.end();
    }

    /**
     * @return whether {@link #foundOnlyCopies} was called a short time ago, so that no foreign document on the replica
     *     can have the bytes of an upload
     */
    public boolean holdsOnlyCopies() {
        return !onlyCopies.isOver();
    }

    /** Counts a step of an upload. After a round with at least one step, the next round follows without a wait. */
    public void moved() {
        moves++;
    }

    public int moves() {
        return moves;
    }

    public ReadAhead readAhead() {
        return readAhead;
    }

    /**
     * @return the work items of the next uploads, lowest ids first. They are valid only while the thread holds the lock
     *     of the replica. The caller may add and remove work items
     */
    public Deque<Work> upcoming() {
        return upcoming;
    }

    /** Records the number of uploads in the consumer queue of the replica, as the database counts them. */
    public void counted(int uploadsInFlight) {
        inFlight = uploadsInFlight;
    }

    /** Records that one more upload is in the consumer queue of the replica. */
    public void queued() {
        inFlight++;
    }

    /** @return the number of uploads in the consumer queue of the replica: those last counted, and those sent since */
    public int inFlight() {
        return inFlight;
    }

    public UnmappedVersions unmappedVersions() {
        return unmappedVersions;
    }

    /** Records when an unmapped document was added to the replica. */
    public void found(Document unmapped) {
        if (unmapped.addedAt() != null) {
            addedTimes.put(unmapped.id(), unmapped.addedAt());
        }
    }

    /** @return when an unmapped document was added, by the replica's clock; null: the document was not listed */
    public Instant added(long unmapped) {
        return addedTimes.get(unmapped);
    }

    /** Records the checksum of an unmapped document that the search for adoptions listed. */
    public synchronized void listed(Document unmapped) {
        listedFiles.put(unmapped.id(), unmapped.newestChecksum());
        if (listedFiles.size() > MOST_LISTED) {
            listedFiles.pollFirstEntry();
        }
    }

    /** @return the checksums of the newest unmapped documents by id; empty: the run did not list them */
    public synchronized NavigableMap<Long, String> listedFiles() {
        return new TreeMap<>(listedFiles);
    }

    /** @return the keys of the replica's tasks that are finished, and not acknowledged yet */
    public List<Long> finishedTasks() {
        return finishedTasks;
    }

    /** Keeps the job of an upload until the next step of the upload. */
    public void keep(long uploadId, Job job) {
        keptJobs.put(uploadId, job);
    }

    /** @return the job that was kept for an upload; null if no job was kept */
    public Job takeKept(long uploadId) {
        return keptJobs.remove(uploadId);
    }

    /** Records that the replica has just reported the document of an upload. */
    public void reported(long uploadId) {
        reportedUploads.add(uploadId);
    }

    /**
     * Returns whether the replica has just reported the document of an upload. Only the first call returns true. Before
     * any later use, the document must be verified, because the replica can be replaced or restored meanwhile.
     */
    public boolean takeReported(long uploadId) {
        return reportedUploads.remove(uploadId);
    }

    /** Records that versions of the copy were labelled, restored or deleted, so that the document counts as updated. */
    public void changedVersions(long masterId) {
        changedVersions.add(masterId);
    }

    public boolean hasChangedVersions(long masterId) {
        return changedVersions.contains(masterId);
    }

    /**
     * @return the unfinished tasks of the replica that no upload of this database created, by state; the caller may add
     *     the tasks of a state
     */
    public Map<String, List<ConsumeTask>> unknownTasks() {
        return unknownTasks;
    }

    /** @return the unknown tasks for which a document has waited; the caller may add more */
    public Set<Long> waitedFor(long masterId) {
        return waitedFor.computeIfAbsent(masterId, any -> new HashSet<>());
    }

    /**
     * @param stored reads the set from the database, at the first call
     * @return the master documents of which the replica did not store a file as it was sent. A document that a user
     *     retried may be among them. The caller may add documents.
     */
    public Set<Long> notStored(Supplier<Set<Long>> stored) {
        if (notStored == null) {
            notStored = stored.get();
        }
        return notStored;
    }
}
