package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.text.Text;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Applies the rules of a replica, and records which documents the rules exclude. */
public final class RuleSelection {
    private static final int CHUNK = 100;

    private final Unselected unselected;
    private final SyncMap mappings;
    private final RunWork runWork;
    private final StopSignal stops;
    private final Journal journal;

    public RuleSelection(Unselected unselected, SyncMap mappings, RunWork runWork, StopSignal stops, Journal journal) {
        this.unselected = unselected;
        this.mappings = mappings;
        this.runWork = runWork;
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * Returns the ids of the documents without a copy, as values of the filter {@code id__in}. Without rules, returns
     * none.
     */
    public Iterator<String> chunks(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        List<Work> rows = session.rules().isNone() ? List.of() : runWork.toSelect(session.runId());
        List<Long> ids = rows.stream().map(Work::masterId).toList();
        return new StoppableIterator<>(session, stops, IdChunks.of(ids, CHUNK));
    }

    /** Returns the documents in the answer to which the run has not applied the rules yet. */
    public Iterator<NewDocument> each(
            @Variable(ExchangeNames.ANSWER) DocumentPage page,
            @ExchangeProperty(ExchangeNames.SESSION) Session session) {
        Map<Long, Work> rows = new HashMap<>();
        runWork.toSelect(
                        session.runId(),
                        page.results().stream().map(Document::id).toList())
                .forEach(row -> rows.put(row.masterId(), row));
        return new StoppableIterator<>(
                session,
                stops,
                page.results().stream()
                        .filter(document -> rows.containsKey(document.id()))
                        .map(document -> new NewDocument(session, rows.get(document.id()), document))
                        .toList()
                        .iterator());
    }

    /** Applies the rules to the master's document of the job. */
    public void select(@Body RuledJob job) {
        job.setRuled(job.session().targets().ruled(job.master()));
    }

    /** Deletes the record of an exclusion, because the rules select the document now. */
    public void recordSelected(@Body RuledJob job) {
        unselected.remove(job.session().replicaId(), job.masterId());
    }

    /** Records that the rules exclude a document. */
    public void exclude(@Body RuledJob job) {
        recordExclusion(job.session(), job.ruled());
    }

    private void recordExclusion(Session session, Ruled ruled) {
        long masterId = ruled.document().id();
        Optional<Mapping> copy = mappings.find(session.replicaId(), masterId);
        boolean known = unselected.contains(session.replicaId(), masterId);
        unselected.exclude(entry(session, ruled), session.runId());
        if (!known) {
            journal.info(
                    session,
                    masterId,
                    "excluded",
                    Text.of(
                            copy.isEmpty()
                                    ? "The rule \"{0}\" does not select \"{1}\" for this replica."
                                    : session.replica().trashesUnselected()
                                            ? "The rule \"{0}\" does not select \"{1}\" for this replica; its copy goes"
                                                    + " to the trash as soon as the deletion is allowed."
                                            : "The rule \"{0}\" does not select \"{1}\" for this replica; its copy"
                                                    + " is no longer kept equal.",
                            ruled.excludedBy(),
                            ruled.document().title()));
        }
    }

    public static Unselected.Entry entry(Session session, Ruled ruled) {
        Document document = ruled.document();
        return new Unselected.Entry(
                session.replicaId(),
                document.id(),
                ruled.excludedBy(),
                session.rules().revision(),
                Seen.digest(document),
                document.title());
    }
}
