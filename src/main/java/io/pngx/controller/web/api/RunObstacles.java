package io.pngx.controller.web.api;

import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Replica;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Explains why a replica has no run now, and why a run can't compare or verify some documents. */
final class RunObstacles {
    /** Maximum number of documents that a message names. */
    private static final int NAMED = 5;
    /** Maximum number of groups of documents that a message explains. */
    private static final int EXPLAINED = 3;

    private final Map<Long, Map<Long, DocumentStatus.Row>> rows;

    /**
     * A replica that starts no run of some documents, although a request for all replicas named the documents.
     *
     * @param masterIds these documents
     * @param reason one or more sentences
     */
    record Skipped(long replicaId, String replica, List<Long> masterIds, String reason) {}

    /** @param rows documents on every replica */
    RunObstacles(List<DocumentStatus.Row> rows) {
        this.rows = rows.stream()
                .collect(Collectors.groupingBy(
                        DocumentStatus.Row::replicaId,
                        Collectors.toMap(DocumentStatus.Row::masterId, Function.identity())));
    }

    /** Returns why a request for all replicas starts no run on this one, for example {@code is paused}. */
    static Optional<String> of(Replica replica) {
        if (!replica.enabled()) {
            return Optional.of("is switched off");
        }
        if (replica.paused()) {
            return Optional.of("is paused");
        }
        return replica.dryRunFirst() ? Optional.of("waits for a dry run") : Optional.empty();
    }

    /** Returns a sentence for each reason for which the replica can't compare or verify the documents. */
    String on(Replica replica, Collection<Long> ids) {
        return explain(ids, id -> reason(replica.id(), id));
    }

    /**
     * Returns a sentence for each reason for which none of the replicas can compare or verify the documents.
     *
     * @param ready replicas that can have a run now
     */
    String everywhere(List<Replica> ready, Collection<Long> ids) {
        return explain(ids, id -> {
            Map<String, String> names = new LinkedHashMap<>();
            ready.forEach(replica ->
                    names.merge(reason(replica.id(), id), quoted(replica), (one, other) -> one + ", " + other));
            return names.entrySet().stream()
                    .map(each -> each.getValue() + ": " + each.getKey())
                    .collect(Collectors.joining(" "));
        });
    }

    /**
     * Returns the replicas that start no run of some or all of the documents, each with the reason.
     *
     * @param started the started documents of each replica, by the id of the replica
     */
    List<Skipped> skipped(List<Replica> all, Set<Long> ids, Map<Long, Set<Long>> started) {
        return all.stream()
                .map(replica -> skipped(replica, ids, started.getOrDefault(replica.id(), Set.of())))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Skipped> skipped(Replica replica, Set<Long> ids, Set<Long> started) {
        Set<Long> left = new TreeSet<>(ids);
        left.removeAll(started);
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Skipped(
                        replica.id(),
                        replica.name(),
                        List.copyOf(left),
                        of(replica).map(what -> "The replica " + what + ".").orElseGet(() -> on(replica, left))));
    }

    /** Returns the documents as a part of a sentence; names only the first of many documents. */
    static String named(Collection<Long> ids) {
        String first = ids.stream().sorted().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        return (ids.size() == 1 ? "document " : "documents ")
                + first
                + (ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : "");
    }

    private static String explain(Collection<Long> ids, Function<Long, String> reason) {
        Map<String, List<Long>> groups =
                ids.stream().sorted().collect(Collectors.groupingBy(reason, LinkedHashMap::new, Collectors.toList()));
        if (groups.size() == 1) {
            return groups.keySet().iterator().next();
        }
        return groups.entrySet().stream()
                        .limit(EXPLAINED)
                        .map(group -> sentence(named(group.getValue())) + ": " + group.getKey())
                        .collect(Collectors.joining(" "))
                + (groups.size() > EXPLAINED ? " Other documents have other reasons." : "");
    }

    static String quoted(Replica replica) {
        return "\"" + replica.name() + "\"";
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private String reason(long replicaId, long masterId) {
        DocumentStatus.Row row = rows.getOrDefault(replicaId, Map.of()).get(masterId);
        if (row == null || row.status() == null) {
            return DocumentStatus.ABSENT;
        }
        if (row.status().isComparable() && row.replicaDocId() == null) {
            return "The replica has no copy yet.";
        }
        if (row.status().isComparable()) {
            return "The next run decides on the copy.";
        }
        return (row.status() == DocumentStatus.HELD ? "The document is held: " : "") + row.reason();
    }
}
