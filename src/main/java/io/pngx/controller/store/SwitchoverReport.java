package io.pngx.controller.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stored report of a switchover.
 *
 * @param documents number of documents that keep their mapping to the old master
 * @param readiness one sentence about the readiness before the swap
 * @param lines findings: what the new master lacks, documents that became foreign, and deleted rows
 * @param dryRunFirst ids of replicas that only have dry runs until the user accepts one, because they have newer states
 *     of documents than the new master
 */
public record SwitchoverReport(
        long documents,
        Text readiness,
        List<Line> lines,
        @JsonIgnore List<Long> dryRunFirst) {
    /** Maximum number of documents that a line names. */
    static final int NAMED = 1000;

    /** Code of the lines about documents of which another replica has a newer state. */
    static final String NEWER = "newer";

    /** Code of the lines about lookups of which another replica may have a newer state. */
    static final String NEWER_LOOKUPS = "newer_lookups";

    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    public SwitchoverReport(long documents, Text readiness, List<Line> lines) {
        this(documents, readiness, lines, List.of());
    }

    /**
     * One kind of finding.
     *
     * @param code kind of the finding, for scripts: {@code missing}, {@code foreign} ...
     * @param count number of documents or of other objects
     * @param text one sentence
     * @param documents the first documents of this kind
     */
    public record Line(String code, long count, Text text, List<Document> documents) {
        /** @return whether another replica may have newer values than the new master */
        @JsonIgnore
        public boolean isWarning() {
            return code.equals(NEWER) || code.equals(NEWER_LOOKUPS);
        }
    }

    /**
     * A document.
     *
     * @param id id of the document on its instance; null: not known, because its upload was not finished
     * @param on instance that has the document: {@code old master}, {@code new master}, or the name of a replica
     * @param title title or, if it is not known, the file name
     */
    public record Document(Long id, String on, String title) {}

    /** Returns this report with a line about copies that users had removed from the new master; 0: without the line. */
    SwitchoverReport withRemoved(int copies) {
        if (copies == 0) {
            return this;
        }
        Text text = Text.plural(
                copies,
                "The deletion of {0} copy that users had already removed from the new master was closed.",
                "The deletions of {0} copies that users had already removed from the new master were closed.",
                String.valueOf(copies));
        return new SwitchoverReport(
                documents,
                readiness,
                Stream.concat(lines.stream(), Stream.of(new Line("removed", copies, text, List.of())))
                        .toList(),
                dryRunFirst);
    }

    /** Returns the report in stored form: the JSON of the API, plus the pattern and the values of each sentence. */
    public String json() {
        ObjectNode report = JSON.valueToTree(this);
        report.put("readiness_text", StoredText.write(readiness));
        dryRunFirst.forEach(report.putArray("dry_run_first")::add);
        for (int i = 0; i < lines.size(); i++) {
            ((ObjectNode) report.get("lines").get(i))
                    .put("text_text", StoredText.write(lines.get(i).text()));
        }
        return report.toString();
    }

    /**
     * Reads a stored report. A report of an older version contains only English sentences, which cannot be translated.
     */
    public static SwitchoverReport of(String json) {
        try {
            JsonNode report = JSON.readTree(json);
            List<Line> lines = new ArrayList<>();
            for (JsonNode line : report.get("lines")) {
                lines.add(new Line(
                        line.get("code").textValue(),
                        line.get("count").longValue(),
                        text(line, "text"),
                        List.of(JSON.treeToValue(line.get("documents"), Document[].class))));
            }
            List<Long> dryRunFirst = new ArrayList<>();
            report.path("dry_run_first").forEach(id -> dryRunFirst.add(id.longValue()));
            return new SwitchoverReport(
                    report.get("documents").longValue(),
                    text(report, "readiness"),
                    List.copyOf(lines),
                    List.copyOf(dryRunFirst));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Text text(JsonNode node, String key) {
        return StoredText.read(
                node.path(key).textValue(), node.path(key + "_text").textValue());
    }
}
