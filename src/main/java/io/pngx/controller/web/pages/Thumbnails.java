package io.pngx.controller.web.pages;

import io.pngx.controller.engine.instances.Thumbnail;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.CallThreads;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.Overview;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Answers requests for thumbnails. The controller reads thumbnails from the master and the replicas, so that browsers
 * need no access to these instances. If a thumbnail can't be read soon, the answer is a placeholder.
 *
 * <p>Each instance has a small thread pool for thumbnails, and the number of waiting requests is limited. So a slow
 * instance blocks neither the thumbnails of other instances, nor other pages, nor the connections of runs.
 */
public final class Thumbnails {
    private static final int AT_ONCE = 4;
    /** Maximum number of requests that wait for thumbnails. Each waiting request occupies a thread of the pages. */
    private static final int WAITING = 16;
    /** Time for which the controller requests no thumbnails from an instance that did not answer. */
    private static final Duration REST = Duration.ofSeconds(30);

    private final Overview overview;
    private final DocumentDetails documents;
    private final SyncMap mappings;
    private final Tombstones tombstones;
    private final StaticFiles files;
    private final ProducerTemplate camel;
    private final CamelContext context;
    private final Map<String, ExecutorService> threads = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(WAITING);
    private final Map<String, Long> silentSince = new ConcurrentHashMap<>();

    public Thumbnails(
            CamelContext context, Tables tables, Overview overview, DocumentDetails documents, StaticFiles files) {
        this.context = context;
        this.overview = overview;
        this.documents = documents;
        this.files = files;
        mappings = tables.mappings();
        tombstones = tables.tombstones();
        camel = context.createProducerTemplate();
    }

    private ExecutorService newThreads(String host) {
        return CallThreads.create(context, this, "thumbnails of " + host, AT_ONCE, WAITING);
    }

    /**
     * Sends the thumbnail of a document: of the copy on a replica if the query names the replica, otherwise of the
     * master's document.
     */
    public void send(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("document");
        Fields query = RequestFields.query(call, "replica_id");
        Long replicaId = query.id("replica_id");
        query.check();
        Optional<Thumbnail> found = read(replicaId == null ? ofMaster(id) : ofReplica(overview.find(replicaId), id));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, found.isPresent() ? 200 : 303);
        message.setHeader("Cache-Control", "private, max-age=" + (found.isPresent() ? 600 : REST.toSeconds()));
        message.setBody(found.map(Thumbnail::picture).orElse(null));
        found.ifPresentOrElse(
                thumbnail -> message.setHeader(Exchange.CONTENT_TYPE, thumbnail.type()),
                () -> message.setHeader("Location", files.url("no-thumbnail.svg")));
    }

    /** Throws a 404 problem if the controller does not know the document. */
    private Thumbnail.Source ofMaster(long id) {
        return new Thumbnail.Source(Instance.MASTER_HOST, documents.one(id).masterId());
    }

    private Thumbnail.Source ofReplica(Replica replica, long id) {
        long copy = mappings.find(replica.id(), id)
                .map(Mapping::replicaDocId)
                .or(() -> tombstones.ofDocument(id).stream()
                        .filter(row -> row.replicaId() == replica.id())
                        .findFirst()
                        .map(Tombstone::replicaObjectId))
                .orElseThrow(() -> ApiProblem.notFound(Text.of(
                        "The replica \"{0}\" has no copy of document {1}.", replica.name(), String.valueOf(id))));
        return new Thumbnail.Source(replica.host(), copy);
    }

    private Optional<Thumbnail> read(Thumbnail.Source source) {
        Long silent = silentSince.get(source.host());
        if (silent != null && System.nanoTime() - silent < REST.toNanos()) {
            return Optional.empty();
        }
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return readSoon(source);
        } finally {
            places.release();
        }
    }

    private Optional<Thumbnail> readSoon(Thumbnail.Source source) {
        AtomicBoolean asked = new AtomicBoolean();
        Future<Thumbnail> reading;
        try {
            reading = threads.computeIfAbsent(source.host(), this::newThreads).submit(() -> {
                asked.set(true);
                return camel.requestBody("direct:readThumbnail", source, Thumbnail.class);
            });
        } catch (RejectedExecutionException tooMany) {
            return Optional.empty();
        }
        try {
            Thumbnail found = reading.get(Thumbnail.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            silentSince.remove(source.host());
            return Optional.of(found);
        } catch (ExecutionException e) {
            if (!answered(e)) {
                silentSince.put(source.host(), System.nanoTime());
            }
            return Optional.empty();
        } catch (TimeoutException e) {
            if (asked.get()) {
                silentSince.put(source.host(), System.nanoTime());
            }
            reading.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Returns whether the instance answered, for example that it has no thumbnail. */
    private static boolean answered(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException refused) {
                return refused.getStatusCode() < 500;
            }
        }
        return false;
    }
}
