package io.pngx.controller.engine.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.text.Text;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Job of {@code direct:reviewDocument}: reads one document and its copy, and collects the differences of their fields.
 * Belongs to no run, and delays no run.
 */
public final class DocumentReview extends ReviewJob {
    private final Mapping mapping;
    private final Rules rules;
    DocumentPair pair;
    Queue<String> linking = new ArrayDeque<>();
    private Report report;

    /** @param rules the rules of the replica */
    public DocumentReview(Replica replica, Mapping mapping, Rules rules) {
        super(replica);
        this.mapping = mapping;
        this.rules = rules;
    }

    /**
     * @param sentence the result in one sentence
     * @param changes {@code [{key, old, new}]}: the value of the copy, and the value that it should have
     */
    public record Report(long masterId, long replicaId, String replica, Text sentence, ArrayNode changes) {}

    Mapping mapping() {
        return mapping;
    }

    Rules rules() {
        return rules;
    }

    @Override
    public Long masterId() {
        return mapping.masterId();
    }

    public long getReplicaDocId() {
        return mapping.replicaDocId();
    }

    /** @return whether to read the copy: the target is known, and the review has no result yet */
    public boolean isTargetKnown() {
        return pair.hasTarget() && report == null;
    }

    /**
     * @return the ids of the next documents of the master to which the copy links, but its target does not; the value
     *     of the filter {@code id__in} for one call. Null: none is left
     */
    public String getLinkingDocuments() {
        return linking.peek();
    }

    void end(Text sentence, ArrayNode changes) {
        report = new Report(mapping.masterId(), replica().id(), replica().name(), sentence, changes);
    }

    void end(Text sentence) {
        end(sentence, JsonNodeFactory.instance.arrayNode());
    }

    public Report report() {
        return report;
    }
}
