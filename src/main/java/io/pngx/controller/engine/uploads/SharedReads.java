package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Instance;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Shares a document and its file between the replicas that upload the document within seconds of each other, so that
 * the master is asked once. Also keeps the documents that {@link UpcomingDocuments} reads, for one replica or several.
 */
public final class SharedReads {
    /** How long a replica waits for the call of another replica. A longer call may be stalled. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Longest time for which a file is shared. The time is longer than for a document, because a file is shared only
     * while {@code modified} of its document stays the same (paperless-api.md §3).
     */
    private static final Duration FILE_AGE = Duration.ofMinutes(10);

    private static final long CHARACTERS = 4 << 20;
    private static final long BYTES = 256 << 20;

    /** An original in memory counts this many times, because memory is scarcer than disk space. */
    private static final int MEMORY_WEIGHT = 32;

    private final Sessions sessions;
    private final Spool spool;
    private final boolean off;
    private final RecentReads<Document> documents;
    private final RecentReads<Spooled> files;

    private record DocumentKey(URI master, long masterId) {}

    /**
     * @param modified the document's {@code modified} when the file was fetched. If the document has another value now,
     *     its file may have changed.
     * @param file the query parameters that select the version of the file
     */
    private record FileKey(URI master, long masterId, String modified, String file) {}

    /** @param fresh the highest age of a document that is shared; zero to share nothing */
    public SharedReads(Sessions sessions, Spool spool, Duration fresh) {
        this.sessions = sessions;
        this.spool = spool;
        this.off = fresh.isZero();
        this.documents = new RecentReads<>(
                fresh,
                PATIENCE,
                CHARACTERS,
                document -> document.content() == null ? 0 : document.content().length(),
                document -> {});
        this.files = new RecentReads<>(FILE_AGE, PATIENCE, BYTES, SharedReads::weight, spool::delete);
        spool.onShortage(files::dropAll);
    }

    private static long weight(Spooled file) {
        return file.isInMemory() ? file.size() * MEMORY_WEIGHT : file.size();
    }

    /** Gives the job the document that was read a short time ago, if there is one. */
    public void useDocument(Exchange exchange, @Body UploadJob job) throws InterruptedException {
        Consumer<RecentReads.Recent<Document>> use = recent -> {
            job.setMaster(recent.answer(), recent.readAt());
            answeredByMaster(exchange);
        };
        if (isShared(job)) {
            documents.use(key(job), exchange, use);
        } else if (!off) {
            documents.take(key(job)).ifPresent(use);
        }
    }

    /** @return whether no answers are kept */
    boolean areOff() {
        return off;
    }

    /** @return whether the document was read a short time ago, or is being read for another replica */
    boolean hasDocument(Session session, long masterId) {
        return documents.has(new DocumentKey(session.masterAddress(), masterId));
    }

    /** Keeps a document for its upload. */
    void keepDocument(Session session, Document document, Instant readAt) {
        documents.keep(new DocumentKey(session.masterAddress(), document.id()), readAt, document);
    }

    /**
     * Gives the job the document in the master's answer, and offers the document to other replicas that wait for it.
     */
    public void shareDocument(Exchange exchange, @Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document answer) {
        Document document = answer.requireId(job.masterId()).requireWhole();
        Instant now = Instant.now();
        job.setMaster(document, now);
        documents.put(key(job), exchange, now, Optional.of(document).filter(each -> isShared(job)));
    }

    /** Gives the job the file that another replica has just fetched, if there is one. */
    public void useFile(Exchange exchange, @Body UploadJob job) throws InterruptedException {
        if (isShared(job) && spool.canLink()) {
            files.use(fileKey(job), exchange, recent -> {
                spool.link(recent.answer(), exchange).ifPresent(job::setFile);
                answeredByMaster(exchange);
            });
        }
    }

    /** Offers other replicas the file that the job has just received from the master. */
    public void shareFile(Exchange exchange, @Body UploadJob job) {
        Optional<Spooled> kept = isShared(job) && hasRoom(job.file()) ? spool.link(job.file()) : Optional.empty();
        files.put(fileKey(job), exchange, Instant.now(), kept);
    }

    /** A file on disk is shared only if much space is free, because a large document may need this space. */
    private boolean hasRoom(Spooled file) {
        return file.isInMemory() || spool.hasSpareSpace(BYTES + file.size());
    }

    /** Drops the answers that are too old, and all files if fewer than two runs are open. */
    public void dropOld() {
        documents.dropOld();
        if (sessions.all().size() > 1) {
            files.dropOld();
        } else {
            files.dropAll();
        }
    }

    private boolean isShared(UploadJob job) {
        URI master = job.session().masterAddress();
        List<Session> open = sessions.all();
        return !off
                && open.size() > 1
                && open.stream()
                                .filter(each -> master.equals(each.masterAddress()))
                                .count()
                        > 1;
    }

    /** Attributes a failure of the next steps to the master, as if this exchange had called the master. */
    private static void answeredByMaster(Exchange exchange) {
        exchange.setProperty(Exchange.TO_ENDPOINT, "http://" + Instance.MASTER_HOST);
    }

    private static DocumentKey key(UploadJob job) {
        return new DocumentKey(job.session().masterAddress(), job.masterId());
    }

    private static FileKey fileKey(UploadJob job) {
        Session session = job.session();
        return new FileKey(session.masterAddress(), job.masterId(), job.master().modified(), job.getFirstFile());
    }
}
