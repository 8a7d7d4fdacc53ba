package io.pngx.controller.engine.drill;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Drill;
import io.pngx.controller.sync.RareWord;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One document of a drill, with the results of its parts. */
public final class DrilledDocument implements ReportingJob {
    private final DrillJob drill;
    private final Drill.Choice choice;
    private final Map<DrillStep.Kind, Drill.Result> results = new EnumMap<>(DrillStep.Kind.class);
    private final List<Text> details = new ArrayList<>();
    private String word;
    private Instant modified;
    private boolean severalVersions;
    private Text missed;

    DrilledDocument(DrillJob drill, Drill.Choice choice) {
        this.drill = drill;
        this.choice = choice;
    }

    DrillJob drill() {
        return drill;
    }

    Drill.Choice choice() {
        return choice;
    }

    @Override
    public String getHost() {
        return drill.getHost();
    }

    @Override
    public Long masterId() {
        return choice.masterId();
    }

    @Override
    public void recordFailure(Failure failure) {
        drill.recordFailure(failure);
    }

    /** Records the details of the copy, and chooses a word of its text for the search. */
    void recordDetails(Document copy) {
        ok(DrillStep.Kind.DETAILS);
        word = RareWord.of(copy.content()).orElse(null);
        severalVersions = copy.versions().size() > 1;
        modified = copy.modified() == null ? null : copy.modifiedAt();
        if (word == null) {
            skip(DrillStep.Kind.SEARCH, Text.of("Not searched: the text has no usable word."));
        }
    }

    /** @return the word by which the replica must find the copy; null if the copy is not searched */
    String word() {
        return word;
    }

    void ok(DrillStep.Kind part) {
        results.put(part, Drill.Result.OK);
    }

    void skip(DrillStep.Kind part, Text why) {
        results.put(part, Drill.Result.SKIPPED);
        details.add(why);
    }

    void failed(DrillStep.Kind part, Text why) {
        results.put(part, Drill.Result.FAILED);
        details.add(why);
        if (part == DrillStep.Kind.DETAILS) {
            skip(DrillStep.Kind.SEARCH, Text.of("Not searched: the text is not known."));
        }
    }

    /**
     * Records that the search did not find the copy. The result counts as skipped if the copy changed after the last
     * write of the index.
     */
    void notFound() {
        if (modified != null && modified.isAfter(drill.indexedUntil())) {
            skip(DrillStep.Kind.SEARCH, Text.of("Not searched: the full-text index is not up to date."));
        } else {
            results.put(DrillStep.Kind.SEARCH, Drill.Result.FAILED);
            missed = Text.of(
                    severalVersions
                            ? "Full-text search does not find the document by the word \"{0}\". paperless-ngx 3.x may"
                                    + " leave a document with several versions out of its index; rebuild the index"
                                    + " with document_index reindex."
                            : "Full-text search does not find the document by the word \"{0}\"; rebuild the index with"
                                    + " document_index reindex.",
                    word);
        }
    }

    /** @return whether the search failed, because it did not find the copy */
    boolean isNotFound() {
        return missed != null;
    }

    /** Records that the search of the master does not find the document either, which is no failure of the replica. */
    void foundNowhere() {
        missed = null;
        skip(
                DrillStep.Kind.SEARCH,
                Text.of(
                        "Full-text search finds the document by the word \"{0}\" neither on the replica nor on the"
                                + " master.",
                        word));
    }

    Drill.Document result() {
        if (missed != null) {
            details.add(missed);
        }
        return new Drill.Document(
                choice.masterId(),
                choice.replicaDocId(),
                choice.title(),
                of(DrillStep.Kind.DETAILS),
                of(DrillStep.Kind.ORIGINAL),
                of(DrillStep.Kind.THUMBNAIL),
                of(DrillStep.Kind.PREVIEW),
                of(DrillStep.Kind.SEARCH),
                details.isEmpty() ? null : Text.join(" ", details));
    }

    private Drill.Result of(DrillStep.Kind part) {
        return results.getOrDefault(part, Drill.Result.SKIPPED);
    }
}
