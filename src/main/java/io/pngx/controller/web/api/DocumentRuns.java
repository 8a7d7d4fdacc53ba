package io.pngx.controller.web.api;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentList;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.http.ApiProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Queues runs of only some documents, which a user requests. Must be called in a transaction. */
final class DocumentRuns {
    /** Maximum number of documents that a message names. */
    private static final int NAMED = 5;

    private final Tables tables;
    private final DocumentList documents;
    private final RunRequest request;

    DocumentRuns(Database db) {
        this.tables = Tables.of(db);
        this.documents = new DocumentList(db);
        this.request = new RunRequest(db);
    }

    /**
     * A document that a run was requested for.
     *
     * @param runId the run that compares or verifies the document; null: see {@code afterRunId}
     * @param afterRunId the open run after which another run compares the document; null: a run was queued
     */
    record Started(long masterId, long replicaId, String replica, Long runId, Long afterRunId) {}

    /**
     * Queues runs of some documents. Without {@code only}, queues runs on each replica that has the documents (or, for a
     * comparison, expects the documents), and leaves out replicas that are paused, switched off, or wait for a dry run.
     *
     * @param only null: on each replica
     * @throws ApiProblem if the request is not possible for every document; nothing is queued then
     */
    List<Started> start(List<Long> ids, Replica only, Run.Mode mode) {
        if (only == null) {
            request.checkReady(mode);
        } else {
            request.checkReady(only, mode);
        }
        List<Started> started = new ArrayList<>();
        Set<Long> left = new TreeSet<>(ids);
        Map<Long, List<Long>> comparable = comparable(ids);
        for (Replica replica : only == null ? ready(mode) : List.of(only)) {
            List<Long> here = mode == Run.Mode.VERIFY
                    ? tables.verifications().verifiable(replica.id(), ids)
                    : comparable.getOrDefault(replica.id(), List.of());
            if (!here.isEmpty()) {
                here.forEach(left::remove);
                started.addAll(start(replica, here, mode));
            }
        }
        if (!left.isEmpty()) {
            throw refused(left, only, mode);
        }
        started.sort(Comparator.comparing(Started::masterId).thenComparing(Started::replicaId));
        return started;
    }

    /** Returns the replicas that can have a run now. Throws a 409 problem if there is none. */
    private List<Replica> ready(Run.Mode mode) {
        List<Replica> ready = tables.replicas().all().stream()
                .filter(replica -> RunRequest.isReady(replica, mode) && !replica.dryRunFirst())
                .toList();
        if (ready.isEmpty()) {
            throw ApiProblem.conflict(
                    "No replica can have a run now: each is paused, switched off, or waits for a dry run."
                            + " Resume or switch on a replica, or start the dry run, first.");
        }
        return ready;
    }

    /** Returns the documents that a run can compare, by replica. */
    private Map<Long, List<Long>> comparable(List<Long> ids) {
        return documents.everywhere(ids).stream()
                .filter(row -> row.status() != null && row.status().isComparable())
                .collect(Collectors.groupingBy(
                        DocumentStatus.Row::replicaId,
                        Collectors.mapping(DocumentStatus.Row::masterId, Collectors.toList())));
    }

    private List<Started> start(Replica replica, List<Long> ids, Run.Mode mode) {
        request.callAgain(replica);
        Optional<Long> run = mode == Run.Mode.VERIFY ? Optional.of(verify(replica, ids)) : compare(replica, ids);
        Long open = run.isPresent()
                ? null
                : tables.runs().open(replica.id()).map(Run::id).orElse(null);
        return ids.stream()
                .map(id -> new Started(id, replica.id(), replica.name(), run.orElse(null), open))
                .toList();
    }

    private static ApiProblem refused(Set<Long> ids, Replica only, Run.Mode mode) {
        boolean one = ids.size() == 1;
        return ApiProblem.conflict(
                (only == null ? "No replica that can have a run now can" : "The replica \"" + only.name() + "\" can't")
                        + (mode == Run.Mode.VERIFY ? " verify " : " compare ")
                        + named(ids)
                        + (one ? ". The document" : ". Each of these documents")
                        + (mode == Run.Mode.VERIFY
                                ? " has no copy yet, is excluded by a rule, or is missing on the master."
                                : " is missing, excluded by a rule, or held on the replica.")
                        + " Leave "
                        + (one ? "the document" : "these documents")
                        + " out; nothing was started.");
    }

    private static String named(Set<Long> ids) {
        String first = ids.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        return (ids.size() == 1 ? "document " : "documents ")
                + first
                + (ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : "");
    }

    /**
     * Queues a comparison of every field, and makes failed documents due. Returns empty if a run of the replica is
     * open. In that case, the next run compares the documents, and is due at once.
     */
    Optional<Long> compare(Replica replica, List<Long> ids) {
        for (long masterId : ids) {
            if (tables.mappings().find(replica.id(), masterId).isPresent()) {
                tables.invalidation().invalidate(replica.id(), masterId);
            }
            tables.workPlanning().dueAgain(replica.id(), masterId);
        }
        Optional<Run> run = replica.mayCompareFew()
                ? tables.runs().queueHinted(replica.id(), Run.Mode.INCREMENTAL, ids)
                : tables.runs().queueIncremental(replica.id());
        if (run.isEmpty()) {
            tables.replicas().cycleStarted(replica.id(), null);
        }
        return run.map(Run::id);
    }

    /** Queues the verification of copies. */
    long verify(Replica replica, List<Long> ids) {
        Set<Long> missing = new TreeSet<>(ids);
        missing.removeAll(Set.copyOf(tables.verifications().verifiable(replica.id(), ids)));
        if (!missing.isEmpty()) {
            throw ApiProblem.conflict("The replica \"" + replica.name() + "\" has no copy of " + named(missing)
                    + " to verify. "
                    + (missing.size() == 1 ? "The document" : "Each of these documents")
                    + " has no copy yet, is excluded by a rule, or is missing on the master.");
        }
        return tables.runs()
                .queueHinted(replica.id(), Run.Mode.VERIFY, ids)
                .map(Run::id)
                .orElseThrow(() -> RunRequest.alreadyOpen(replica));
    }
}
