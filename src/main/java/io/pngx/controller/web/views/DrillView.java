package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;

/**
 * A drill as the API and the pages show it.
 *
 * @param replica name of the replica
 * @param total number of documents that were chosen
 * @param summary the result in one sentence; null: the drill is open
 * @param checks the checks that are not about a single document; null if the drill is part of a list
 * @param documents the documents, those with a failed part first; null if the drill is part of a list
 */
public record DrillView(
        long id,
        long replicaId,
        String replica,
        String state,
        boolean byHand,
        long total,
        Text summary,
        String requestedAt,
        String startedAt,
        String finishedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Check> checks,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Document> documents) {

    /** One check that is not about a single document. */
    public record Check(String name, String result, Text detail) {
        static Check of(Drill.Check check) {
            return new Check(LowerCase.of(check.name()), LowerCase.of(check.result()), check.detail());
        }
    }

    /** Results of one document. */
    public record Document(
            long masterId,
            long replicaDocId,
            String title,
            String details,
            String original,
            String thumbnail,
            String preview,
            String search,
            Text detail,
            @JsonIgnore boolean failed) {
        static Document of(Drill.Document document) {
            return new Document(
                    document.masterId(),
                    document.replicaDocId(),
                    document.title(),
                    LowerCase.of(document.details()),
                    LowerCase.of(document.original()),
                    LowerCase.of(document.thumbnail()),
                    LowerCase.of(document.preview()),
                    LowerCase.of(document.search()),
                    document.detail(),
                    document.failed());
        }
    }

    static DrillView of(Drill drill, String replica, List<Drill.Check> checks, List<Drill.Document> documents) {
        return new DrillView(
                drill.id(),
                drill.replicaId(),
                replica,
                LowerCase.of(drill.state()),
                drill.byHand(),
                drill.total(),
                drill.summary(),
                Times.text(drill.requestedAt()),
                Times.text(drill.startedAt()),
                Times.text(drill.finishedAt()),
                checks == null ? null : checks.stream().map(Check::of).toList(),
                documents == null ? null : documents.stream().map(Document::of).toList());
    }
}
