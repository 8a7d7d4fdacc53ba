package io.pngx.controller.engine.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.engine.documents.CopyWriter;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.instances.InstanceReader;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.lookups.SchemaParity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.uploads.UploadFailures;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.CallListener;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.RetryAfterRegistry;
import io.pngx.controller.paperless.UiSettings;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkPlanning;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route {@code deadLetter} alone, with a job whose decision the test sets. */
class DeadLetterRouteTest extends CamelMainTestSupport {
    @TempDir
    static Path folder;

    private Tables tables;
    private Run run;

    @Override
    protected String getPropertyPlaceholderLocations() {
        return "false";
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.setRoutesIncludePattern("classpath:routes/engine/99-errors.camel.yaml");
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        Properties properties = new Properties();
        properties.setProperty("pngx.retry.delay", "1");
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        Database database = NewDatabase.open(folder.resolve(System.nanoTime() + ".sqlite3"));
        tables = Tables.of(database);
        long replica = tables.replicas().add("attic", "http://attic:8000", "encrypted", true, null, 2);
        run = tables.runs().queue(replica, Run.Mode.INCREMENTAL).orElseThrow();
        tables.runs().started(run.id());
        Gateway gateway =
                new Gateway(new Guard(), Proxies.NONE, CallListener.NONE, RetryAfterRegistry.NONE, CallLimits.DEFAULT);
        Journal journal = new Journal(tables.logs());
        Failures failures = new Failures(gateway);
        registry.bind("writer", database.writerDataSource());
        registry.bind("journal", journal);
        registry.bind("failures", failures);
        registry.bind("schemaParity", new SchemaParity(tables, null, journal));
        registry.bind("documents", new Documents(tables, null, null, journal));
        registry.bind("copyWriter", new CopyWriter(tables, null, null, journal));
        UploadFailures uploadFailures = new UploadFailures(tables, journal);
        registry.bind("uploadFailures", uploadFailures);
        registry.bind("documentFailures", new DocumentFailures(tables));
        registry.bind("instanceReader", new InstanceReader(gateway));
        registry.bind("uiSettings", new JacksonDataFormat(Json.MAPPER, UiSettings.class));
        registry.bind(
                "deadLetters",
                new DeadLetters(
                        tables,
                        uploadFailures,
                        new MasterStatus(gateway, journal, tables),
                        new Sessions(),
                        journal,
                        new RouteFailures()));
    }

    private Job job(BiFunction<Job, Failure, Outcome> becomes) {
        return new Job() {
            @Override
            public Session session() {
                return null;
            }

            @Override
            public Run run() {
                return run;
            }

            @Override
            public Long masterId() {
                return 7L;
            }

            @Override
            public Outcome failed(Failure failure) {
                return becomes.apply(this, failure);
            }
        };
    }

    private Exchange fails(Job job, Exception why) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(ExchangeNames.JOB, job);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, why);
        return template.send("direct:deadLetter", exchange);
    }

    private List<LogRow> log() {
        return tables.logs().find(new Logs.Filter(null, null, null, null, null, 10));
    }

    @Test
    void aFailedDocumentIsLoggedAndTriedAgainLater() {
        tables.workPlanning()
                .plan(
                        run.replicaId(),
                        run.id(),
                        List.of(new WorkPlanning.Planned(7L, Work.Reason.CHANGED, null)),
                        id -> true,
                        Instant.now(),
                        Instant.now());

        Exchange exchange = fails(job(Outcome::ofDocument), new IllegalStateException("The copy is odd."));

        assertThat(exchange.getException()).isNull();
        assertThat(log()).singleElement().satisfies(row -> {
            assertThat(row.level()).isEqualTo(LogRow.Level.WARN);
            assertThat(row.runId()).isEqualTo(run.id());
            assertThat(row.replicaId()).isEqualTo(run.replicaId());
            assertThat(row.masterId()).isEqualTo(7);
            assertThat(row.action()).isEqualTo("failed");
            assertThat(row.message()).isEqualTo("The copy is odd.");
            assertThat(row.ts()).isBeforeOrEqualTo(Instant.now());
        });
        Work work = tables.work().find(run.replicaId(), 7).orElseThrow();
        assertThat(work.attempts()).isEqualTo(1);
        assertThat(work.error()).hasToString("The copy is odd.");
        assertThat(tables.runs().find(run.id()).orElseThrow().failed()).isEqualTo(1);
    }

    @Test
    void aRunWithoutASessionEndsAndTheLogSaysWhy() {
        fails(
                job((job, failure) -> Outcome.of(Outcome.Kind.END_RUN, failure, null)),
                new IllegalStateException("The replica is odd."));

        Run ended = tables.runs().find(run.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(Run.State.FAILED);
        assertThat(ended.error()).hasToString("The replica is odd.");
        assertThat(log()).extracting(LogRow::message).containsExactly("The replica is odd.");
    }

    @Test
    void aRunWithoutASessionEndsAsCancelledIfTheUserStoppedIt() {
        tables.runs().requestCancel(run.id());

        fails(
                job((job, failure) -> Outcome.of(Outcome.Kind.END_RUN, failure, null)),
                new IllegalStateException("The replica is odd."));

        assertThat(tables.runs().find(run.id()).orElseThrow().state()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void aFailureWithoutAJobIsLogged() {
        fails(null, new IllegalStateException("Housekeeping is odd."));

        assertThat(log()).singleElement().satisfies(row -> {
            assertThat(row.message()).isEqualTo("Housekeeping is odd.");
            assertThat(row.runId()).isNull();
        });
        assertThat(tables.runs().find(run.id()).orElseThrow().finishedAt()).isNull();
    }

    @Test
    void aFullDiskWhileTheFailureIsLoggedLeavesTheRunOpen() throws Exception {
        AdviceWith.adviceWith(
                context,
                "deadLetter",
                route -> route.weaveById("logFailure")
                        .replace()
                        .throwException(new java.io.IOException("No space left on device")));

        Exchange exchange = fails(job(Outcome::ofDocument), new IllegalStateException("The copy is odd."));

        assertThat(exchange.getException()).isNull();
        assertThat(tables.runs().find(run.id()).orElseThrow().finishedAt()).isNull();
    }
}
