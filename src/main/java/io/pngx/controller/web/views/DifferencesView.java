package io.pngx.controller.web.views;

import io.pngx.controller.engine.review.DocumentReview;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;

/** The fields of a copy that differ from the master, for the page of the document. */
public record DifferencesView(
        long masterId, long replicaId, String replica, Text sentence, List<FindingView.Change> changes, String at) {
    public static DifferencesView of(DocumentReview.Report report, Instant at) {
        return new DifferencesView(
                report.masterId(),
                report.replicaId(),
                report.replica(),
                report.sentence(),
                FindingView.changes(report.changes()),
                Times.text(at));
    }
}
