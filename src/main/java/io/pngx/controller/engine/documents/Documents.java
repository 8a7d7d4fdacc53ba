package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.errors.Failures;
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

/** What the routes ask about documents that are on the replica already. */
public final class Documents {
    private static final int CHUNK = 50;
    /** How {@link io.pngx.controller.sync.Target#uncarried} begins where it is about the owner. */
    private static final String OWNER = "owner ";

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

    /** Mapped documents of the run, a handful at a time, until there are none or the run is to stop. */
    public Iterator<Chunk> chunks(@ExchangeProperty("session") Session session) {
        return chunks(session, after -> work.mapped(session.runId(), after, session.chunkSize(CHUNK)));
    }

    /** The second pass: documents whose links or serial numbers had to wait for others. */
    public Iterator<Chunk> linkChunks(@ExchangeProperty("session") Session session) {
        return chunks(session, after -> work.links(session.runId(), after, session.chunkSize(CHUNK)));
    }

    /** Is only the second pass left to do? */
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

    /** @throws ReplicaFrozenException where other documents have their ids; a run that only reads says so elsewhere */
    public void ofMaster(
            @Body DocumentPage page,
            @ExchangeProperty("chunk") Chunk chunk,
            @ExchangeProperty("session") Session session) {
        page.results().forEach(Document::mustBeWhole);
        if (!session.run().mode().onlyReads()) {
            chunk.mappings(page).forEach(CopyIdentity::mustBeTheSame);
        }
        chunk.ofMaster(page);
    }

    public void mustBeTheSame(Document master, Session session) {
        mappings.find(session.replicaId(), master.id())
                .ifPresent(mapping -> CopyIdentity.mustBeTheSame(mapping, master));
    }

    public void ofReplica(@Body DocumentPage page, @ExchangeProperty("chunk") Chunk chunk) {
        chunk.ofReplica(page);
    }

    /** For {@code id__in}: documents of the master to whose copies a copy of the chunk links, and its master does not. */
    public String linking(@ExchangeProperty("chunk") Chunk chunk, @ExchangeProperty("session") Session session) {
        return chunk.documents().stream()
                .flatMap(document -> document.unexplainedLinks().stream())
                .distinct()
                .flatMap(copy -> mappings.masterDoc(session.replicaId(), copy).stream())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** What they say of their links: where they have the other end, it is as it should be. */
    public void explain(
            @Body DocumentPage linking,
            @ExchangeProperty("chunk") Chunk chunk,
            @ExchangeProperty("session") Session session) {
        for (DocumentWork document : chunk.documents()) {
            Set<Long> unexplained = document.unexplainedLinks();
            for (Document other : unexplained.isEmpty() ? List.<Document>of() : linking.results()) {
                mappings.replicaDoc(session.replicaId(), other.id())
                        .filter(unexplained::contains)
                        .ifPresent(copy -> document.linkedBy(ruled(other, session), copy));
            }
        }
    }

    /** After the rules. Where one fails for it, which is its own failure, its copy keeps the link, and so do others. */
    private static Document ruled(Document other, Session session) {
        try {
            return session.ruled(other).document();
        } catch (RuleFailure e) {
            return other;
        }
    }

    /** The documents of a chunk, until the run is to stop. */
    public Iterator<DocumentWork> each(
            @ExchangeProperty("chunk") Chunk chunk, @ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(session, stops, chunk.documents().iterator());
    }

    /** For the page: the document in hand. */
    public void inHand(@ExchangeProperty("session") Session session, @ExchangeProperty("work") Object document) {
        runs.current(session.runId(), document.toString());
    }

    /** The master's document that a work row is about. */
    public Document asked(
            @Body Document answer, @ExchangeProperty("work") Work row, @ExchangeProperty("session") Session session) {
        Document document = answer.mustBe(row.masterId());
        mustBeTheSame(document, session);
        work.tried(session.replicaId(), row.masterId(), Seen.digest(document));
        runs.current(session.runId(), DocumentWork.named(document.title(), row.masterId()));
        return document;
    }

    /** It left the master since the inventory: the next cycle sees to it. */
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
     * @return whether a full run read the copy and found it as it was left: nothing has to be written, and nothing is
     *     open from before
     */
    public boolean isReadAsEqual(DocumentWork document) {
        return document.work().reason() == Work.Reason.FULL
                && document.replica() != null
                && document.wasEqual()
                && document.mapping().numberTaken() == null
                && document.mapping().contestedAt() == null
                && !document.isFreshlyAdopted()
                && CopyIdentity.isOurs(document.mapping(), document.replica())
                && document.patch().isEmpty()
                && notes.calls(document).isEmpty();
    }

    /** The way to the target; nothing is open where it is there already. */
    public DocumentWrite write(
            @ExchangeProperty("work") DocumentWork document, @ExchangeProperty("session") Session session) {
        ObjectNode patch = document.patch();
        if (patch == null) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    "The replica",
                    "did not answer with document " + document.mapping().replicaDocId()
                            + ", which it had a moment ago; it is looked for again in the next cycle.");
        }
        CopyIdentity.mustBeOurs(document.mapping(), document.replica());
        boolean leave = isDrifted(session, document, patch) && settings.get(Setting.DRIFT) == Drift.REPORT;
        DocumentWrite write = new DocumentWrite(
                session,
                document.mapping().replicaDocId(),
                document.master(),
                document.target(),
                leave ? JsonNodeFactory.instance.objectNode() : patch);
        write.found(document.replica());
        write.missedBefore(document.mapping().numberTaken());
        if (leave) {
            write.leaveNotes();
        }
        if (write.isOpen() || !document.wasEqual()) {
            // Should its answer be lost, the copy may show something that nobody read back, and the master may take it
            // back until then.
            mappings.distrust(session.replicaId(), document.masterId());
        }
        return write;
    }

    /** Did somebody edit the copy? Says so. */
    private boolean isDrifted(Session session, DocumentWork document, ObjectNode patch) {
        List<NotePlan.Step> calls = document.wasEqual() ? notes.calls(document) : List.of();
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
                                ? "); it is left so, because drift is set to report."
                                : "); it is set back."));
        return true;
    }

    /** Was the PATCH refused as a whole, because of something in it? 500: {@link Failures#brokeOverFields}. */
    public boolean isRefused(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        return status == 400 || status == 500;
    }

    /**
     * Goes on without what the replica refuses.
     *
     * @throws HttpOperationFailedException where nothing is left that could be tried
     */
    public void leaveOut(Exchange exchange, @ExchangeProperty("write") DocumentWrite write)
            throws HttpOperationFailedException {
        String answer = exchange.getMessage().getBody(String.class);
        if (!write.refused(answer)) {
            throw new HttpOperationFailedException(
                    exchange.getProperty(Exchange.TO_ENDPOINT, "", String.class), 400, null, null, null, answer);
        }
    }

    public void readBack(@Body Document found, @ExchangeProperty("write") DocumentWrite write) {
        write.readBack(found);
    }

    /** The document was compared, and written where it differed. */
    public void compared(
            @ExchangeProperty("work") DocumentWork document,
            @ExchangeProperty("write") DocumentWrite write,
            @ExchangeProperty("session") Session session) {
        boolean written = write.written();
        boolean second = document.work().reason() == Work.Reason.LINK;
        mappings.compared(
                session.replicaId(),
                document.masterId(),
                write.comparison(document.master(), second, document.work().attempts()),
                session.runId(),
                document.isFreshlyAdopted()
                        ? Run.Outcome.ADOPTED
                        : written ? Run.Outcome.UPDATED : Run.Outcome.UNCHANGED);
        say(
                session,
                document.masterId(),
                write,
                document.isFreshlyAdopted() ? "adopted" : written ? "updated" : null,
                !document.target().fingerprint().equals(document.mapping().fingerprint())
                        && (write.serialNumberTaken() == null || write.isNumberNewlyTaken()));
    }

    /** Once a day is enough; the mapping keeps when it was said. */
    private boolean saidLately(Session session, long masterId) {
        return mappings.find(session.replicaId(), masterId)
                .map(mapping -> !mapping.syncedAt().equals(mapping.contestedAt()))
                .orElse(false);
    }

    /**
     * The sentences about a document that was written.
     *
     * @param news it is to be something else than when it was last said what of it is left out
     */
    public void say(Session session, long masterId, DocumentWrite write, String action, boolean news) {
        if (action != null && !write.contested() && write.refusal() == null) {
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
        if (write.contested()) {
            session.incomplete("Document " + write.getReplicaDocId()
                    + " of the replica does not stay as it was written (" + write.keys() + ").");
        }
        if (write.contested() && !saidLately(session, masterId)) {
            journal.warn(
                    session,
                    masterId,
                    "contested",
                    "Document " + write.getReplicaDocId() + " does not stay as written (" + write.keys()
                            + "): something on the replica changes it, such as a workflow; switch that off there.");
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

    /** @param user behind the replica's token, who stands for an owner that is not there */
    private static String leftOut(List<String> uncarried, String user) {
        List<String> sentences = new ArrayList<>();
        uncarried.stream()
                .filter(each -> each.startsWith(OWNER))
                .forEach(owner -> sentences.add("The replica has no user " + owner.substring(OWNER.length())
                        + ", who owns the document on the master; there it belongs to \"" + user
                        + "\", the user of the token."));
        List<String> others = uncarried.stream()
                .filter(each -> !each.startsWith(OWNER))
                .map(Documents::readable)
                .toList();
        if (!others.isEmpty()) {
            sentences.add("The replica has no " + String.join(", no ", others) + "; the document is there without.");
        }
        return String.join(" ", sentences);
    }

    /** {@code view.users ben} as {@code user "ben" to view it}. */
    private static String readable(String uncarried) {
        return uncarried.replaceFirst("^(view|change)\\.(user|group)s (.*)$", "$2 \"$3\" to $1 it");
    }
}
