package io.pngx.controller.engine.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.LoneRoutes;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** The branches of {@code syncDocument}, without the called routes. */
class SyncDocumentRouteTest extends LoneRoutes {
    private static final long MASTER = 7;
    private static final long COPY = 70;
    private static final Rules EXCLUDES = new Rules() {
        @Override
        public String revision() {
            return "excludes";
        }

        @Override
        public Ruled apply(Document document, Translation translation) {
            return Ruled.heldBack(document, "only-invoices");
        }
    };

    SyncDocumentRouteTest() {
        super("50-documents", List.of("syncDocument"), List.of("compareFile", "updateCopy"));
    }

    @Override
    protected void bind(Registry registry) {
        registry.bind("documents", new Documents(tables, null, stops, journal));
        registry.bind(
                "ruleSelection",
                new RuleSelection(tables.unselected(), tables.mappings(), tables.runWork(), stops, journal));
    }

    /** A mapped document that the run compares. */
    private DocumentJob job() {
        tables.uploadEnd()
                .settled(
                        consumed(MASTER, COPY),
                        new Comparison("fingerprint", "seen", false, false, null, null),
                        null,
                        false);
        Work work = work(MASTER, Work.Reason.CHANGED);
        return new DocumentJob(
                session, work, tables.mappings().find(run.replicaId(), MASTER).orElseThrow(), List.of());
    }

    /** The same job, after the master answered with the document. */
    private DocumentJob answered() throws Exception {
        DocumentJob job = job();
        String document = "{\"id\": 7, \"title\": \"Letter\", \"tags\": [], \"notes\": [], \"custom_fields\": [],"
                + " \"added\": \"2026-01-01T00:00:00Z\", \"modified\": \"2026-01-02T00:00:00Z\"}";
        new Chunk(job)
                .addMasterDocuments(new DocumentPage(
                        1L, List.of(Json.MAPPER.readValue(document, Document.class)), new long[] {MASTER}));
        return job;
    }

    @Test
    void aSelectedDocumentIsComparedFileFirst() throws Exception {
        DocumentJob job = answered();
        mock("updateCopy")
                .whenAnyExchangeReceived(exchange ->
                        assertThat(mock("compareFile").getReceivedCounter()).isEqualTo(1));

        assertThat(send("syncDocument", job).getException()).isNull();

        assertCalled(job, "compareFile", "updateCopy");
        assertThat(now().inProgress()).hasToString("Letter (document 7)");
        assertThat(tables.work().find(run.replicaId(), MASTER).orElseThrow().runId())
                .isEqualTo(run.id());
    }

    @Test
    void aDocumentThatARuleExcludesIsRecordedAndNotCompared() throws Exception {
        session = session(EXCLUDES);
        DocumentJob job = answered();

        assertThat(send("syncDocument", job).getException()).isNull();

        assertCalled(job);
        assertThat(tables.unselected().find(run.replicaId(), MASTER))
                .hasValueSatisfying(entry -> assertThat(entry.rule()).isEqualTo("only-invoices"));
        assertThat(tables.work().find(run.replicaId(), MASTER)).isEmpty();
        assertThat(now().excluded()).isEqualTo(1);
        assertThat(now().unchanged()).isZero();
    }

    @Test
    void aDocumentThatTheMasterNoLongerHasWaitsForTheNextRun() {
        DocumentJob job = job();

        assertThat(send("syncDocument", job).getException()).isNull();

        assertCalled(job);
        Work work = tables.work().find(run.replicaId(), MASTER).orElseThrow();
        assertThat(work.runId()).isNull();
        assertThat(work.attempts()).isZero();
        assertThat(work.error()).asString().contains("deleted on the master during the run");
        assertThat(now().deferred()).isEqualTo(1);
    }

    @Test
    void aFailedComparisonOfTheFileWritesNothing() throws Exception {
        DocumentJob job = answered();
        mock("compareFile").whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("The file is odd.");
        });

        Exchange exchange = send("syncDocument", job);

        assertThat(exchange.getException()).hasMessage("The file is odd.");
        assertCalled(job, "compareFile");
    }
}
