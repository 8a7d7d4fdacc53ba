package io.pngx.controller.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the open uploads of replicas. An upload is open until it is settled or failed. */
public final class OpenUploads {
    private static final String OPEN = "state in ('PLANNED', 'POSTED', 'CONSUMED')";

    private final Database db;

    public OpenUploads(Database db) {
        this.db = db;
    }

    /** Returns the open uploads of a replica, oldest first. */
    public List<Upload> open(long replicaId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN + " order by id")
                .param(replicaId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /**
     * Returns the number of uploads in the consumer queue of a replica.
     *
     * <p>Uploads without a task id, overtaken uploads and consumed uploads are not in the queue. A late upload counts
     * as half an upload. So later uploads can be sent, and show whether the late upload was lost. The queue of a
     * stalled consumer still has a limit.
     */
    public int inFlight(long replicaId) {
        return db.read()
                .sql("select (2 * count(*) - coalesce(sum(max(late, 2 * overtaken)), 0)) / 2 from uploads "
                        + "where replica_id = ? and state = 'POSTED'")
                .param(replicaId)
                .query(Integer.class)
                .single();
    }

    /** Returns the uploads with an unknown outcome, oldest first. */
    public List<Upload> questions(long replicaId) {
        return db.read()
                .sql("select * from uploads where replica_id = ? and " + OPEN
                        + " and question is not null order by question_at, id")
                .param(replicaId)
                .query(Rows.of(Upload.class))
                .list();
    }

    /**
     * Returns the planning time of the oldest upload that waits for a response or for the consumer; null: no upload
     * waits.
     */
    public Instant waitingSince(long replicaId) {
        return db.read()
                .sql("select min(planned_at) from uploads where replica_id = ? and state in ('PLANNED', 'POSTED')")
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(Times::instant)
                .orElse(null);
    }

    /** Returns the number of open uploads of all replicas. */
    public long open() {
        return db.read()
                .sql("select count(*) from uploads where " + OPEN)
                .query(Long.class)
                .single();
    }

    /** Returns open uploads whose next step is due, oldest first. */
    public List<Upload> due(long replicaId, Instant now) {
        return db
                .read()
                .sql("select * from uploads where replica_id = ? and " + OPEN
                        + " and (next_poll_at is null or next_poll_at <= ?)")
                .params(replicaId, Times.text(now))
                .query(Rows.of(Upload.class))
                .list()
                .stream()
                .sorted(Comparator.comparing(Upload::id)) // cheaper here than in SQLite, in each round
                .toList();
    }

    /** @return whether an open upload other than {@code butNotUpload} created this document */
    public boolean claimed(long replicaId, long replicaDocId, long butNotUpload) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and replica_doc_id = ? and id <> ? and " + OPEN,
                replicaId,
                replicaDocId,
                butNotUpload);
    }

    /** @return whether an open or failed upload created this document */
    public boolean isUnfinished(long replicaId, long replicaDocId) {
        return db.exists(
                "select 1 from uploads where replica_id = ? and replica_doc_id = ? and not adopted and "
                        + "(state = 'FAILED' or " + OPEN + ")",
                replicaId,
                replicaDocId);
    }

    /** Returns the master documents with an open upload. */
    public Set<Long> underWay(long replicaId) {
        return new HashSet<>(db.read()
                .sql("select master_id from uploads where replica_id = ? and " + OPEN)
                .param(replicaId)
                .query(Long.class)
                .list());
    }

    /**
     * @return whether another open upload of the same bytes precedes this upload. This upload then waits, and must not
     *     search by checksum. The upload in the later state precedes; in the same state, the older upload precedes. So
     *     two uploads never wait for each other.
     */
    public boolean twin(Upload upload) {
        return firstOfSameBytes(upload).isPresent();
    }

    /** Returns another open upload of the same bytes that precedes this upload, as {@link #twin} defines. */
    public Optional<Upload> firstOfSameBytes(Upload upload) {
        return db
                .read()
                .sql("select * from uploads where replica_id = ? and sha256 = ? and id <> ? and " + OPEN
                        + " order by id")
                .params(upload.replicaId(), upload.sha256(), upload.id())
                .query(Rows.of(Upload.class))
                .list()
                .stream()
                .filter(other -> isBefore(other, upload))
                .findFirst();
    }

    private static boolean isBefore(Upload other, Upload upload) {
        int further = other.state().compareTo(upload.state());
        return further > 0 || further == 0 && other.id() < upload.id();
    }

    /**
     * Returns the earliest time at which a step of an open upload is due; empty: no upload is open. An upload without a
     * stored time is due now.
     */
    public Optional<Instant> nextDue(long replicaId) {
        return db.read()
                .sql("select min(coalesce(next_poll_at, '')) from uploads where replica_id = ? and " + OPEN)
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(at -> at.isEmpty() ? Instant.EPOCH : Times.instant(at));
    }
}
