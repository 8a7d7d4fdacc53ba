package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A document in the list of all documents, as the API and the pages show it.
 *
 * @param title title at the last comparison, or name of the file if the title is not known yet; null: neither is known
 * @param untitled whether {@code title} is the name of the file
 * @param archiveSerialNumber number on the master at the last comparison; null: none, or not known
 * @param replicas the replicas that have or expect the document
 */
public record DocumentRow(
        long masterId, String title, @JsonIgnore boolean untitled, Long archiveSerialNumber, List<OnReplica> replicas) {
    /** The document on one replica. */
    public record OnReplica(
            long replicaId,
            String replica,
            Long replicaDocId,
            String status,
            Text reason,
            int attempts,
            String nextAt,
            String syncedAt,
            @JsonIgnore boolean comparable) {}

    /**
     * Replicas on which the document has the same status for the same reason.
     *
     * @param names names of the replicas, shortened if there are many
     * @param reason why the document is not in sync; null: it is in sync
     */
    public record Group(String status, Text names, Text reason) {}

    private record Key(String status, Text reason) {}

    private static final int NAMED = 3;

    /** Returns the title, or a name that replaces a missing title. */
    @JsonIgnore
    public Text name() {
        return DocumentView.name(masterId, title, untitled);
    }

    /**
     * Returns whether a run can compare the document.
     *
     * @param replicaId the replica of the run; null: any replica
     */
    public boolean isSelectable(Long replicaId) {
        return replicas.stream().anyMatch(on -> on.comparable() && (replicaId == null || on.replicaId() == replicaId));
    }

    /** Returns the replicas, grouped by status and reason. Groups with a problem come first. */
    @JsonIgnore
    public List<Group> groups() {
        Map<Key, List<String>> names = new LinkedHashMap<>();
        replicas.forEach(
                replica -> names.computeIfAbsent(new Key(replica.status(), replica.reason()), key -> new ArrayList<>())
                        .add(replica.replica()));
        return names.entrySet().stream()
                .map(entry -> new Group(
                        entry.getKey().status(),
                        shortened(entry.getValue()),
                        entry.getKey().reason()))
                .sorted(Comparator.comparing(group -> group.reason() == null))
                .toList();
    }

    private static Text shortened(List<String> names) {
        return names.size() <= NAMED
                ? Text.verbatim(String.join(", ", names))
                : Text.of("{0} and {1} more", String.join(", ", names.subList(0, NAMED - 1)), names.size() - NAMED + 1);
    }
}
