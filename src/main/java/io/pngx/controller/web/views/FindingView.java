package io.pngx.controller.web.views;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A finding about a document of an old master, for the page of the switchover. */
public record FindingView(String finding, long documentId, Long masterId, String title, List<Change> changes) {
    /** Maximum number of findings of each kind on the page; the API returns all findings. */
    static final int SHOWN = 100;

    /** The value of a field on the old master and on the new master. */
    public record Change(String key, Text old, Text now) {}

    static FindingView of(ReturnedDocument row) {
        return new FindingView(
                LowerCase.of(row.finding()),
                row.documentId(),
                row.masterId(),
                row.title(),
                row.finding() == ReturnedDocument.Finding.LEFT_BEHIND ? List.of() : changes(row.json()));
    }

    static List<Change> changes(JsonNode json) {
        return StreamSupport.stream(json.spliterator(), false)
                .map(change ->
                        new Change(change.path("key").asText(), text(change.path("old")), text(change.path("new"))))
                .toList();
    }

    private static Text text(JsonNode value) {
        if (value.isNull() || value.isEmpty() && value.asText().isEmpty()) {
            return Text.of("nothing");
        }
        return Text.verbatim(
                value.isArray()
                        ? StreamSupport.stream(value.spliterator(), false)
                                .map(JsonNode::asText)
                                .collect(Collectors.joining(", "))
                        : value.asText());
    }
}
