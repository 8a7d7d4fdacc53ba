package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.Chunk;
import io.pngx.controller.engine.session.Chunks;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.Drift;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Uncarried;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Compares mapped documents with their copies, and records the results. The routes of documents call this class. */
public final class Documents {
    private static final int CHUNK = 50;

    private final SyncMap mappings;
    private final WorkQueue work;
    private final Runs runs;
    private final Notes notes;
    private final KeyValues settings;
    private final StopSignal stops;
    private final Journal journal;

    public Documents(Tables tables, Notes notes, StopSignal stops, Journal journal) {
        this.mappings = tables.mappings();
        this.work = tables.work();
        this.runs = tables.runs();
        this.notes = notes;
        this.settings = tables.settings();
        this.stops = stops;
        this.journal = journal;
    }

    /** Returns the mapped documents of the run in chunks, until none are left or the run stops. */
    public Iterator<Chunk> chunks(@ExchangeProperty("session") Session session) {
        return chunks(session, after -> work.mapped(session.runId(), after, session.chunkSize(CHUNK)));
    }

    /** Returns the chunks of the second pass: documents whose links or serial numbers waited for other documents. */
    public Iterator<Chunk> linkChunks(@ExchangeProperty("session") Session session) {
        return chunks(session, after -> work.links(session.runId(), after, session.chunkSize(CHUNK)));
    }

    /** @return whether only the second pass is left */
    public boolean onlyLinksLeft(@ExchangeProperty("session") Session session) {
        return work.onlyLinksLeft(session.runId());
    }

    private Iterator<Chunk> chunks(Session session, LongFunction<List<Work>> rowsAfter) {
        return new StoppableIterator<>(session, stops, new Chunks(session, new Iterator<>() {
            private long after;
            private List<Work> rows;

            @Override
            public boolean hasNext() {
                rows = rows == null || rows.isEmpty() ? rowsAfter.apply(after) : rows;
                return !rows.isEmpty();
            }

            @Override
            public Chunk next() {
                after = rows.get(rows.size() - 1).masterId();
                Map<Long, Mapping> mapped = mappings.find(
                        session.replicaId(), rows.stream().map(Work::masterId).toList());
                List<DocumentWork> documents = rows.stream()
                        .map(row -> new DocumentWork(session, row, Objects.requireNonNull(mapped.get(row.masterId()))))
                        .toList();
                rows = null;
                return new Chunk(documents);
            }
        }));
    }

    /**
     * Adds the documents of the master to the chunk.
     *
     * @throws ReplicaFrozenException if a document of the page is another document than the mapped one. Runs that only
     *     read do not check this, because their review reports such documents.
     */
    public void addMasterDocuments(
            @Body DocumentPage page,
            @ExchangeProperty("chunk") Chunk chunk,
            @ExchangeProperty("session") Session session) {
        page.results().forEach(Document::requireWhole);
        if (!session.run().mode().onlyReads()) {
            chunk.mappings(page).forEach(CopyIdentity::requireSameDocument);
        }
        chunk.addMasterDocuments(page);
    }

    public void requireSameDocument(Document master, Session session) {
        mappings.find(session.replicaId(), master.id())
                .ifPresent(mapping -> CopyIdentity.requireSameDocument(mapping, master));
    }

    public void addReplicaDocuments(@Body DocumentPage page, @ExchangeProperty("chunk") Chunk chunk) {
        chunk.addReplicaDocuments(page);
    }

    /**
     * Returns the ids of the master's documents whose copies are linked from a copy in the chunk, but not from its
     * target.
     *
     * @return a value of the filter {@code id__in}
     */
    public String linkingDocuments(
            @ExchangeProperty("chunk") Chunk chunk, @ExchangeProperty("session") Session session) {
        return chunk.documents().stream()
                .flatMap(document -> document.extraLinks().stream())
                .distinct()
                .flatMap(copy -> mappings.masterDoc(session.replicaId(), copy).stream())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** Adds links to the targets that the master shows only at the other end. */
    public void addMissingLinkEnds(
            @Body DocumentPage linking,
            @ExchangeProperty("chunk") Chunk chunk,
            @ExchangeProperty("session") Session session) {
        for (DocumentWork document : chunk.documents()) {
            Set<Long> unexplained = document.extraLinks();
            for (Document other : unexplained.isEmpty() ? List.<Document>of() : linking.results()) {
                mappings.replicaDoc(session.replicaId(), other.id())
                        .filter(unexplained::contains)
                        .ifPresent(copy -> document.addLinkFrom(ruled(other, session), copy));
            }
        }
    }

    /**
     * Applies the rules to the other end of a link. If a rule fails, the link stays, because the failure belongs to the
     * document at the other end.
     */
    private static Document ruled(Document other, Session session) {
        try {
            return session.ruled(other).document();
        } catch (RuleFailure e) {
            return other;
        }
    }

    /** Returns the documents of a chunk, until the run stops. */
    public Iterator<DocumentWork> each(
            @ExchangeProperty("chunk") Chunk chunk, @ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(session, stops, chunk.documents().iterator());
    }

    /** Shows the current document on the page of the run. */
    public void showCurrent(@ExchangeProperty("session") Session session, @ExchangeProperty("work") Object document) {
        runs.current(session.runId(), document.toString());
    }

    /** Checks the master's answer for a work row, and counts the attempt. */
    public Document readMasterDocument(
            @Body Document answer, @ExchangeProperty("work") Work row, @ExchangeProperty("session") Session session) {
        Document document = answer.requireId(row.masterId());
        requireSameDocument(document, session);
        work.tried(session.replicaId(), row.masterId(), Seen.digest(document));
        runs.current(session.runId(), DocumentWork.label(document.title(), row.masterId()));
        return document;
    }

    /** Defers to the next cycle a document that was deleted on the master after the inventory was read. */
    public void putBack(@ExchangeProperty("work") DocumentWork document, @ExchangeProperty("session") Session session) {
        String why = "It left the master while it was worked on.";
        work.defer(session.replicaId(), document.masterId(), session.runId(), why);
        journal.info(session, document.masterId(), "put back", why);
    }

    public void unchanged(
            @ExchangeProperty("work") DocumentWork document, @ExchangeProperty("session") Session session) {
        Document master = document.master();
        mappings.compared(
                session.replicaId(),
                document.masterId(),
                new Comparison(
                        document.target().fingerprint(),
                        Seen.digest(master),
                        false,
                        false,
                        master.addedAt(),
                        master.title(),
                        null,
                        document.target().leftOut(),
                        null,
                        null,
                        document.target().owner() != null,
                        null),
                session.runId(),
                Run.Outcome.UNCHANGED);
    }

    /**
     * @return whether a full run read the copy and found no change, so that nothing has to be written, and nothing is
     *     open from an earlier run
     */
    public boolean isReadAsEqual(DocumentWork document) {
        return document.work().reason() == Work.Reason.FULL
                && document.replica() != null
                && document.wasEqual()
                && document.mapping().numberTaken() == null
                && document.mapping().contestedAt() == null
                && !document.isFirstAfterAdoption()
                && CopyIdentity.isCopy(document.mapping(), document.replica())
                && document.patch().isEmpty()
                && notes.plannedCalls(document).isEmpty();
    }

    /** Starts the write of a copy. The write has nothing to do if the copy equals its target. */
    public DocumentWrite write(
            @ExchangeProperty("work") DocumentWork document, @ExchangeProperty("session") Session session) {
        ObjectNode patch = document.patch();
        if (patch == null) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    "The replica",
                    "did not answer with document " + document.mapping().replicaDocId()
                            + ", which it had a moment ago; the next cycle tries again.");
        }
        CopyIdentity.requireCopy(document.mapping(), document.replica());
        boolean leave = isDrifted(session, document, patch) && settings.get(Setting.DRIFT) == Drift.REPORT;
        DocumentWrite write = new DocumentWrite(
                session,
                document.mapping().replicaDocId(),
                document.master(),
                document.target(),
                leave ? JsonNodeFactory.instance.objectNode() : patch);
        write.found(document.replica());
        write.knownMissingNumber(document.mapping().numberTaken());
        if (leave) {
            write.skipNotes();
        }
        if (write.isOpen() || !document.wasEqual()) {
            // If the answer is lost, the copy has a state that was not read back, and the master may change back to
            // the state of the stored fingerprint meanwhile.
            mappings.clearFingerprint(session.replicaId(), document.masterId());
        }
        return write;
    }

    /** Logs an edit on the replica. */
    private boolean isDrifted(Session session, DocumentWork document, ObjectNode patch) {
        List<NotePlan.Step> calls = document.wasEqual() ? notes.plannedCalls(document) : List.of();
        if (!document.isDrifted(patch, calls)) {
            return false;
        }
        runs.drifted(session.runId());
        String keys = Stream.of(Readable.keys(patch), calls.isEmpty() ? "" : "notes")
                .filter(key -> !key.isEmpty())
                .collect(Collectors.joining(", "));
        journal.warn(
                session,
                document.masterId(),
                "drift",
                "Document " + document.mapping().replicaDocId() + " was edited on the replica (" + keys
                        + (settings.get(Setting.DRIFT) == Drift.REPORT
                                ? "); the copy is left as it is, because drift is set to report."
                                : "); the copy is set back."));
        return true;
    }

    /**
     * @return whether the replica refused the PATCH because of its content: 400, or 500 where paperless-ngx failed on
     *     custom fields
     */
    public boolean isRefused(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        return status == 400 || status == 500;
    }

    /**
     * Omits what the replica refused.
     *
     * @throws HttpOperationFailedException if nothing is left to write
     */
    public void omitRefused(Exchange exchange, @ExchangeProperty("write") DocumentWrite write)
            throws HttpOperationFailedException {
        String answer = exchange.getMessage().getBody(String.class);
        if (!write.omitRefused(answer)) {
            throw new HttpOperationFailedException(
                    exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class), 400, null, null, null, answer);
        }
    }

    public void readBack(@Body Document found, @ExchangeProperty("write") DocumentWrite write) {
        write.readBack(found);
    }

    /** Records the result of a comparison and its write. */
    public void compared(
            @ExchangeProperty("work") DocumentWork document,
            @ExchangeProperty("write") DocumentWrite write,
            @ExchangeProperty("session") Session session) {
        boolean written = write.isWritten();
        boolean second = document.work().reason() == Work.Reason.LINK;
        mappings.compared(
                session.replicaId(),
                document.masterId(),
                write.comparison(document.master(), second, document.work().attempts()),
                session.runId(),
                document.isFirstAfterAdoption()
                        ? Run.Outcome.ADOPTED
                        : written ? Run.Outcome.UPDATED : Run.Outcome.UNCHANGED);
        logResult(
                session,
                document.masterId(),
                write,
                document.isFirstAfterAdoption() ? "adopted" : written ? "updated" : null,
                !document.target().fingerprint().equals(document.mapping().fingerprint())
                        && (write.serialNumberTaken() == null || write.isNumberNewlyTaken()));
    }

    /** @return whether the contested copy was already logged within a day */
    private boolean wasLoggedToday(Session session, long masterId) {
        return mappings.find(session.replicaId(), masterId)
                .map(mapping -> !mapping.syncedAt().equals(mapping.contestedAt()))
                .orElse(false);
    }

    /**
     * Logs the result of a write.
     *
     * @param news whether the target changed since the log last named what the replica lacks
     */
    public void logResult(Session session, long masterId, DocumentWrite write, String action, boolean news) {
        if (action != null && !write.isContested() && write.refusal() == null) {
            journal.info(
                    session,
                    masterId,
                    action,
                    "\"" + write.target().title() + "\" is as on the master (document " + write.getReplicaDocId()
                            + (write.sentKeys().isEmpty() ? "" : "; written: " + String.join(", ", write.sentKeys()))
                            + ").");
        }
        if (write.refusal() != null) {
            journal.warn(session, masterId, "failed", write.refusal());
        }
        if (write.isContested()) {
            session.incomplete("Document " + write.getReplicaDocId()
                    + " of the replica does not stay as it was written (" + write.keys() + ").");
        }
        if (write.isContested() && !wasLoggedToday(session, masterId)) {
            journal.warn(
                    session,
                    masterId,
                    "contested",
                    "Document " + write.getReplicaDocId() + " does not stay as written (" + write.keys()
                            + "), because something on the replica, such as a workflow, changes the document; "
                            + "switch this off there.");
        }
        if (write.isNumberNewlyTaken()) {
            journal.warn(session, masterId, "serial number", write.serialNumberTaken());
        }
        if (news && !write.target().uncarried().isEmpty()) {
            String user =
                    session.translation().replica().user(session.translation().syncUser());
            journal.info(session, masterId, "left out", leftOut(write.target().uncarried(), user));
        }
    }

    /** @param user the API user, who owns copies whose owner is missing on the replica */
    private static String leftOut(List<Uncarried> uncarried, String user) {
        List<String> sentences = new ArrayList<>();
        uncarried.stream()
                .filter(each -> each.part() == Uncarried.Part.OWNER)
                .forEach(owner -> sentences.add("The replica has no user " + owner.name()
                        + ", who owns the document on the master; the copy belongs to \"" + user
                        + "\", the user of the token."));
        List<String> others = uncarried.stream()
                .filter(each -> each.part() != Uncarried.Part.OWNER)
                .map(Uncarried::missing)
                .toList();
        if (!others.isEmpty()) {
            sentences.add("The replica has no " + String.join(", no ", others) + "; the copy goes without.");
        }
        return String.join(" ", sentences);
    }
}
