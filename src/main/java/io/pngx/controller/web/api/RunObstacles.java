package io.pngx.controller.web.api;

import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
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
     * A replica on which a request for all replicas queued no run for some of the documents.
     *
     * @param masterIds ids of the documents that get no run
     * @param reason one or more sentences
     */
    record Skipped(long replicaId, String replica, List<Long> masterIds, Text reason) {}

    /** @param rows the state of each document on each replica */
    RunObstacles(List<DocumentStatus.Row> rows) {
        this.rows = rows.stream()
                .collect(Collectors.groupingBy(
                        DocumentStatus.Row::replicaId,
                        Collectors.toMap(DocumentStatus.Row::masterId, Function.identity())));
    }

    /**
     * Returns why a request for all replicas queues no run of this replica, for example {@code is paused}; empty: the
     * replica can have a run.
     */
    static Optional<Text> of(Replica replica) {
        if (!replica.enabled()) {
            return Optional.of(Text.of("is switched off"));
        }
        if (replica.paused()) {
            return Optional.of(Text.of("is paused"));
        }
        return replica.dryRunFirst() ? Optional.of(Text.of("waits until you accept a dry run")) : Optional.empty();
    }

    /** Returns a sentence for each reason why the replica can't compare or verify the documents. */
    Text on(Replica replica, Collection<Long> ids) {
        return explain(ids, id -> reason(replica.id(), id));
    }

    /**
     * Returns a sentence for each reason why no replica can compare or verify the documents.
     *
     * @param ready replicas that can have a run now
     */
    Text everywhere(List<Replica> ready, Collection<Long> ids) {
        return explain(ids, id -> {
            Map<Text, Text> names = new LinkedHashMap<>();
            ready.forEach(replica -> names.merge(
                    reason(replica.id(), id), quoted(replica), (one, other) -> Text.of("{0}, {1}", one, other)));
            return Text.join(
                    " ",
                    names.entrySet().stream()
                            .map(each -> Text.of("{0}: {1}", each.getValue(), each.getKey()))
                            .toList());
        });
    }

    /**
     * Returns each replica on which some documents get no run, with these documents and the reason.
     *
     * @param started documents for which a run was queued, by the id of the replica
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
                        of(replica)
                                .map(what -> Text.of("The replica {0}.", what))
                                .orElseGet(() -> on(replica, left))));
    }

    /** Returns a phrase with the ids of at most {@link #NAMED} documents, and the number of all further documents. */
    static Text named(Collection<Long> ids) {
        return Text.plural(ids.size(), "document {0}", "documents {0}", numbers(ids));
    }

    private static Text numbers(Collection<Long> ids) {
        String first = ids.stream().sorted().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        return ids.size() > NAMED
                ? Text.of("{0} and {1} more", first, String.valueOf(ids.size() - NAMED))
                : Text.verbatim(first);
    }

    private static Text explain(Collection<Long> ids, Function<Long, Text> reason) {
        Map<Text, List<Long>> groups =
                ids.stream().sorted().collect(Collectors.groupingBy(reason, LinkedHashMap::new, Collectors.toList()));
        if (groups.size() == 1) {
            return groups.keySet().iterator().next();
        }
        List<Text> sentences = new ArrayList<>();
        groups.entrySet().stream()
                .limit(EXPLAINED)
                .forEach(group -> sentences.add(Text.plural(
                        group.getValue().size(),
                        "Document {0}: {1}",
                        "Documents {0}: {1}",
                        numbers(group.getValue()),
                        group.getKey())));
        if (groups.size() > EXPLAINED) {
            sentences.add(Text.of("The remaining documents have other reasons."));
        }
        return Text.join(" ", sentences);
    }

    static Text quoted(Replica replica) {
        return Text.of("\"{0}\"", replica.name());
    }

    private Text reason(long replicaId, long masterId) {
        DocumentStatus.Row row = rows.getOrDefault(replicaId, Map.of()).get(masterId);
        if (row == null || row.status() == null) {
            return DocumentStatus.ABSENT;
        }
        if (row.status().isComparable() && row.replicaDocId() == null) {
            return Text.of("The replica has no copy yet.");
        }
        if (row.status().isComparable()) {
            return Text.of("The next run decides on the copy.");
        }
        return row.status() == DocumentStatus.HELD ? Text.of("The document is held: {0}", row.reason()) : row.reason();
    }
}
