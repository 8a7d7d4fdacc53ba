package io.pngx.controller.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored report of a switchover.
 *
 * @param documents number of documents that keep their mapping to the old master
 * @param readiness one sentence about the readiness before the swap
 * @param lines findings: what the new master lacks, documents that became foreign, and deleted rows
 */
public record SwitchoverReport(long documents, String readiness, List<Line> lines) {
    /** Maximum number of documents that a line names. */
    static final int NAMED = 1000;

    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    /**
     * One kind of finding.
     *
     * @param code word for scripts: {@code missing}, {@code foreign} ...
     * @param count number of documents or of other objects
     * @param text one sentence
     * @param documents the first documents of this kind
     */
    public record Line(String code, long count, String text, List<Document> documents) {}

    /**
     * A document.
     *
     * @param id id of the document on its instance
     * @param on instance that has the document: {@code old master}, {@code new master}, or the name of a replica
     */
    public record Document(long id, String on, String title) {}

    static SwitchoverReport empty() {
        return new SwitchoverReport(0, null, new ArrayList<>());
    }

    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a report. */
    public static SwitchoverReport of(String json) {
        try {
            return JSON.readValue(json, SwitchoverReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
