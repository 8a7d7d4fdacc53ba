package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that waits for a user's decision, as the API and the dashboard show it.
 *
 * @param replicaId the replica that is concerned; null: several replicas, or none
 * @param rule the rule that is concerned; null: none
 * @param count number of documents, deletions or adoptions; 1 for everything else
 * @param sentence what waits, and what happens until the user decides
 * @param reason the cause of the entry, as a second sentence; null: none
 * @param page the page on which the user decides
 * @param action a call that is safe with one click; null: none
 */
public record InboxEntry(
        String kind,
        Long replicaId,
        String replica,
        String rule,
        long count,
        String sentence,
        String reason,
        String page,
        Action action) {

    /** The kinds, most urgent first. */
    enum Kind {
        SWITCHOVER_FAILED("Switchovers"),
        CHANGED_MASTER("Read and decide"),
        CHANGED_REPLICA("Read and decide"),
        FROZEN("Details"),
        OLD_MASTER("Read and decide"),
        RULE("Correct the rule"),
        HELD_DELETIONS("Decide"),
        ADOPTION("Details"),
        FAILED_DOCUMENTS("Show the documents"),
        DRILL_FAILED("Show the result"),
        NO_DRILL("Details"),
        NEW_RELEASE("Notifications");

        private final String link;

        Kind(String link) {
            this.link = link;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A call that is safe with one click.
     *
     * @param body the fields of the call
     * @param label text of the button
     * @param question what the user is asked before the call; null: nothing
     */
    public record Action(
            String method,
            String path,
            Map<String, Object> body,
            @JsonIgnore String label,
            @JsonIgnore String question) {
        static Action post(String path, Map<String, Object> body, String label, String question) {
            return new Action("POST", path, body, label, question);
        }
    }

    static InboxEntry of(
            Kind kind, Replica replica, long count, String sentence, String reason, String page, Action action) {
        return new InboxEntry(kind.word(), replica.id(), replica.name(), null, count, sentence, reason, page, action);
    }

    /** Returns the text of the link to the page. */
    @JsonIgnore
    public String linkText() {
        return Kind.valueOf(kind.toUpperCase(Locale.ROOT)).link;
    }

    /** Returns the name of the replica or rule that the entry concerns, for the labels of button and link. */
    @JsonIgnore
    public String about() {
        return replica != null ? replica : rule != null ? rule : "all replicas";
    }

    /** Returns what a user must decide before runs write to a replica. */
    static List<Kind> beforeWrites(Replica replica, SyncState state) {
        List<Kind> kinds = new ArrayList<>();
        if (replica.dryRunFirst()) {
            kinds.add(Kind.OLD_MASTER);
        }
        if (replica.acceptable() != null) {
            kinds.add(replica.acceptable() == Changed.MASTER ? Kind.CHANGED_MASTER : Kind.CHANGED_REPLICA);
        } else if (state == SyncState.BLOCKED && !replica.dryRunFirst() && replica.accepted() == null) {
            kinds.add(Kind.FROZEN);
        }
        return kinds;
    }
}
