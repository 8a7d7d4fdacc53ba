package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.Map;
import java.util.function.IntFunction;

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
 * @param together makes the sentence of several entries with the same kind and reason from their number; null: the
 *     dashboard shows each of these entries alone
 */
public record InboxEntry(
        Kind kind,
        Long replicaId,
        String replica,
        String rule,
        long count,
        Text sentence,
        Text reason,
        String page,
        Action action,
        @JsonIgnore IntFunction<Text> together) {

    /** The kinds, most urgent first. */
    public enum Kind {
        SWITCHOVER_FAILED(Text.of("Switchovers")),
        CHANGED_MASTER(Text.of("Read and decide")),
        CHANGED_REPLICA(Text.of("Read and decide")),
        FROZEN(Text.of("Details")),
        OLD_MASTER(Text.of("Read and decide")),
        RULE(Text.of("Correct the rule")),
        HELD_DELETIONS(Text.of("Decide")),
        ADOPTION(Text.of("Details")),
        FAILED_DOCUMENTS(Text.of("Show the documents")),
        DRILL_FAILED(Text.of("Show the result")),
        NO_DRILL(Text.of("Details")),
        NEW_RELEASE(Text.of("Notifications"));

        private final Text link;

        Kind(Text link) {
            this.link = link;
        }

        /** Returns the kind as the API, the pages and their styles name it. */
        @JsonValue
        public String word() {
            return LowerCase.of(this);
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
            @JsonIgnore Text label,
            @JsonIgnore Text question) {
        static Action post(String path, Map<String, Object> body, Text label, Text question) {
            return new Action("POST", path, body, label, question);
        }
    }

    /** Creates an entry that the dashboard shows alone. */
    InboxEntry(
            Kind kind,
            Long replicaId,
            String replica,
            String rule,
            long count,
            Text sentence,
            Text reason,
            String page,
            Action action) {
        this(kind, replicaId, replica, rule, count, sentence, reason, page, action, null);
    }

    static InboxEntry of(
            Kind kind, Replica replica, long count, Text sentence, Text reason, String page, Action action) {
        return new InboxEntry(kind, replica.id(), replica.name(), null, count, sentence, reason, page, action);
    }

    /**
     * Returns this entry as one that the dashboard shows together with entries of the same kind and reason.
     *
     * @param sentence makes the sentence of several entries from their number
     */
    InboxEntry orTogether(IntFunction<Text> sentence) {
        return new InboxEntry(kind, replicaId, replica, rule, count, this.sentence, reason, page, action, sentence);
    }

    /** Returns the page of a replica. */
    static String page(Replica replica) {
        return "/replicas/" + replica.id();
    }

    /** Returns the text of the link to the page. */
    @JsonIgnore
    public Text linkText() {
        return kind.link;
    }

    /** Returns the name of the replica or rule that the entry concerns, for the labels of button and link. */
    @JsonIgnore
    public Text about() {
        String name = replica != null ? replica : rule;
        return name == null ? Text.of("all replicas") : Text.verbatim(name);
    }
}
