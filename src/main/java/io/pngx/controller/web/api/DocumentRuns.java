package io.pngx.controller.web.api;

import io.pngx.controller.store.DocumentList;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Queues the runs that a user requests for some documents. Must be called in a transaction. */
final class DocumentRuns {
    private final Tables tables;
    private final DocumentList documents;
    private final RunRequest request;

    DocumentRuns(Tables tables) {
        this.tables = tables;
        this.documents = tables.documentList();
        this.request = new RunRequest(tables);
    }

    /**
     * A document for which a run was requested.
     *
     * @param runId the run that compares or verifies the document; null: see {@code afterRunId}
     * @param afterRunId the open run after which another run compares the document; null: a run was queued
     */
    record Started(long masterId, long replicaId, String replica, Long runId, Long afterRunId) {}

    /** @param skipped the replicas on which some of the documents get no run; empty if the request named one replica */
    record Request(List<Started> started, List<RunObstacles.Skipped> skipped) {}

    /**
     * Queues runs of some documents: on one replica, or on each replica that has the documents. Comparisons are also
     * queued on replicas to which the documents will be uploaded. A request for all replicas skips replicas that are
     * paused, are switched off, or wait for a dry run.
     *
     * @param only the replica of the request; null: the request is for all replicas
     * @throws ApiProblem if there is a document that no replica can compare or verify; then nothing is queued
     */
    Request start(List<Long> ids, Replica only, Run.Mode mode) {
        List<Replica> all = only == null ? tables.replicas().all() : List.of(only);
        if (only == null) {
            request.checkReady(mode);
        } else {
            request.checkReady(only, mode);
        }
        List<Replica> ready = only == null ? ready(all) : all;
        List<DocumentStatus.Row> rows = documents.everywhere(ids);
        RunObstacles obstacles = new RunObstacles(rows);
        Map<Long, List<Long>> comparable = comparable(rows);
        List<Started> started = new ArrayList<>();
        for (Replica replica : ready) {
            List<Long> here = mode == Run.Mode.VERIFY
                    ? tables.verifications().verifiable(replica.id(), ids)
                    : comparable.getOrDefault(replica.id(), List.of());
            if (!here.isEmpty()) {
                if (only == null) {
                    request.callAgain(replica);
                }
                started.addAll(start(replica, here, mode));
            }
        }
        Set<Long> left = new TreeSet<>(ids);
        started.forEach(each -> left.remove(each.masterId()));
        if (!left.isEmpty()) {
            throw only == null ? refused(all, ready, left, mode, obstacles) : refused(only, left, mode, obstacles);
        }
        started.sort(Comparator.comparing(Started::masterId).thenComparing(Started::replicaId));
        return new Request(
                started, only == null ? obstacles.skipped(all, new TreeSet<>(ids), byReplica(started)) : List.of());
    }

    /** Returns the replicas that can have a run now. Throws a 409 problem if no replica can have a run. */
    private static List<Replica> ready(List<Replica> all) {
        List<Replica> ready = all.stream()
                .filter(replica -> RunObstacles.of(replica).isEmpty())
                .toList();
        if (ready.isEmpty()) {
            throw ApiProblem.conflict(
                    all.isEmpty()
                            ? Text.of("There is no replica yet; add a replica first.")
                            : Text.of(
                                    "No replica can have a run now: {0}. First resume or switch on a replica, or "
                                            + "accept a dry run.",
                                    Text.join(", ", unready(all))));
        }
        return ready;
    }

    private static List<Text> unready(List<Replica> all) {
        return all.stream()
                .flatMap(replica ->
                        RunObstacles.of(replica)
                                .map(what -> Text.of("{0} {1}", RunObstacles.quoted(replica), what))
                                .stream())
                .toList();
    }

    /** Returns, for the id of each replica, the ids of the documents that a run can compare. */
    private static Map<Long, List<Long>> comparable(List<DocumentStatus.Row> rows) {
        return rows.stream()
                .filter(row -> row.status() != null && row.status().isComparable())
                .collect(Collectors.groupingBy(
                        DocumentStatus.Row::replicaId,
                        Collectors.mapping(DocumentStatus.Row::masterId, Collectors.toList())));
    }

    private static Map<Long, Set<Long>> byReplica(List<Started> started) {
        return started.stream()
                .collect(Collectors.groupingBy(
                        Started::replicaId, Collectors.mapping(Started::masterId, Collectors.toSet())));
    }

    private List<Started> start(Replica replica, List<Long> ids, Run.Mode mode) {
        Optional<Long> run =
                mode == Run.Mode.VERIFY ? Optional.of(queueVerification(replica, ids)) : compare(replica, ids);
        Long open = run.isPresent()
                ? null
                : tables.runs().open(replica.id()).map(Run::id).orElse(null);
        return ids.stream()
                .map(id -> new Started(id, replica.id(), replica.name(), run.orElse(null), open))
                .toList();
    }

    private static ApiProblem refused(Replica only, Set<Long> left, Run.Mode mode, RunObstacles obstacles) {
        boolean verify = mode == Run.Mode.VERIFY;
        Text what = Text.of(
                verify ? "The replica {0} can't verify {1}." : "The replica {0} can't compare {1}.",
                RunObstacles.quoted(only),
                RunObstacles.named(left));
        return ApiProblem.conflict(Text.join(" ", List.of(what, obstacles.on(only, left), withoutThese(left))));
    }

    private static ApiProblem refused(
            List<Replica> all, List<Replica> ready, Set<Long> left, Run.Mode mode, RunObstacles obstacles) {
        boolean verify = mode == Run.Mode.VERIFY;
        List<Text> sentences = new ArrayList<>();
        sentences.add(Text.of(
                verify ? "No replica can verify {0} now." : "No replica can compare {0} now.",
                RunObstacles.named(left)));
        sentences.add(obstacles.everywhere(ready, left));
        unready(all).forEach(each -> sentences.add(Text.of("{0}.", each)));
        sentences.add(withoutThese(left));
        return ApiProblem.conflict(Text.join(" ", sentences));
    }

    private static Text withoutThese(Set<Long> ids) {
        return Text.plural(
                ids.size(),
                "Leave the document out; nothing was started.",
                "Leave these documents out; nothing was started.");
    }

    /**
     * Queues a comparison of every field. Failed documents no longer wait for their next try. Returns empty if a run of
     * the replica is open. In that case, the next run compares the documents, and starts right after the open run.
     */
    Optional<Long> compare(Replica replica, List<Long> ids) {
        for (long masterId : ids) {
            if (tables.mappings().find(replica.id(), masterId).isPresent()) {
                tables.invalidation().invalidate(replica.id(), masterId);
            }
            tables.uploads().retry(replica.id(), masterId); // first, because a run may begin when the item is due
            tables.workPlanning().makeDue(replica.id(), masterId);
        }
        Optional<Run> run = replica.mayCompareFew()
                ? tables.runs().queueHinted(replica.id(), Run.Mode.INCREMENTAL, ids)
                : tables.runs().queueIncremental(replica.id());
        if (run.isEmpty()) {
            tables.replicas().cycleStarted(replica.id(), null);
        }
        return run.map(Run::id);
    }

    /** Queues the verification of copies. Throws a 409 problem if one of the copies can't be verified. */
    long verify(Replica replica, List<Long> ids) {
        Set<Long> missing = new TreeSet<>(ids);
        missing.removeAll(Set.copyOf(tables.verifications().verifiable(replica.id(), ids)));
        if (!missing.isEmpty()) {
            throw refused(replica, missing, Run.Mode.VERIFY, new RunObstacles(documents.everywhere(missing)));
        }
        return queueVerification(replica, ids);
    }

    private long queueVerification(Replica replica, List<Long> ids) {
        return tables.runs()
                .queueHinted(replica.id(), Run.Mode.VERIFY, ids)
                .map(Run::id)
                .orElseThrow(() -> RunRequest.alreadyOpen(replica));
    }
}
