package io.pngx.controller.engine.switchover;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.store.ReturnedDocument.Finding;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.sync.Csv;
import io.pngx.controller.sync.Readable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * Packs originals and metadata of the documents that only an old master has. A user can add these documents to the new
 * master.
 */
public final class LeftBehindFiles {
    private static final int PAGE = 200;
    private static final List<String> VALUES =
            Readable.DESCRIBED.stream().filter(key -> !key.equals("id")).toList();

    /** First line of {@code documents.csv}. */
    public static final String COLUMNS = "id,file," + String.join(",", VALUES) + "\r\n";

    private final ReturnedDocuments returned;
    private final ProducerTemplate routes;

    public LeftBehindFiles(ReturnedDocuments returned, ProducerTemplate routes) {
        this.returned = returned;
        this.routes = routes;
    }

    /** Returns a ZIP file that is created while the caller reads the stream. Requires that the old master answers. */
    public InputStream zip(Switchover switchover) {
        PackingJob job = new PackingJob(switchover.id(), Replica.hostOf(switchover.oldMasterId()));
        routes.asyncRequestBody("direct:packLeftBehind", job).whenComplete((done, failure) -> job.ended(failure));
        return job.stream();
    }

    /** Returns the metadata of one document as a line of the CSV file. */
    public static String line(ReturnedDocument document) {
        JsonNode details = document.json();
        return Csv.line(Stream.concat(
                        Stream.of(document.documentId(), file(document)),
                        VALUES.stream().map(key -> text(details.path(key))))
                .toArray());
    }

    private static String file(ReturnedDocument document) {
        return document.documentId() + " " + document.json().path("file_name").asText();
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("; "))
                : value.isNull() || value.isMissingNode() ? null : value.asText();
    }

    /** Writes the file {@code documents.csv}. */
    public void writeMetadata(@Body PackingJob job) throws IOException {
        job.zip().putNextEntry(new ZipEntry("documents.csv"));
        write(job, COLUMNS);
        for (Iterator<String> lines = rows(job, LeftBehindFiles::line); lines.hasNext(); ) {
            write(job, lines.next());
        }
        job.zip().closeEntry();
    }

    private static void write(PackingJob job, String text) throws IOException {
        job.zip().write(text.getBytes(StandardCharsets.UTF_8));
    }

    public Iterator<PackingJob.File> files(@Body PackingJob job) {
        return rows(job, row -> new PackingJob.File(job, row));
    }

    private <R> Iterator<R> rows(PackingJob job, Function<ReturnedDocument, R> result) {
        return new Iterator<>() {
            private final Deque<ReturnedDocument> page = new ArrayDeque<>();
            private long after;

            @Override
            public boolean hasNext() {
                if (page.isEmpty()) {
                    page.addAll(returned.page(job.switchoverId(), Finding.LEFT_BEHIND, after, PAGE));
                }
                return !page.isEmpty();
            }

            @Override
            public R next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                after = page.peek().id();
                return result.apply(page.remove());
            }
        };
    }

    /** Packs the original that was just received. */
    public void pack(
            @Body PackingJob.File file, @Variable(ExchangeNames.ANSWER) InputStream original, Exchange exchange)
            throws IOException {
        PackingJob job = file.job();
        Received answer = Received.of(exchange, ExchangeNames.ANSWER);
        if (answer.status() != 200 || !answer.genuine() || original == null) {
            job.unread(Csv.line(
                    file.getDocumentId(),
                    file.document().title(),
                    answer.genuine()
                            ? "The old master answered " + answer.status() + "."
                            : "A proxy answered instead of paperless-ngx."));
            return;
        }
        job.zip().putNextEntry(new ZipEntry(file(file.document())));
        try (original) {
            original.transferTo(job.zip());
        }
        job.zip().closeEntry();
    }

    /** Adds the file {@code not-read.csv}, if the old master refused an original. */
    public void end(@Body PackingJob job) throws IOException {
        if (!job.unread().isEmpty()) {
            job.zip().putNextEntry(new ZipEntry("not-read.csv"));
            write(job, "id,title,reason\r\n" + String.join("", job.unread()));
            job.zip().closeEntry();
        }
    }
}
