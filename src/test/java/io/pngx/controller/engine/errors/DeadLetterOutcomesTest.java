package io.pngx.controller.engine.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.engine.LoneRoutes;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.instances.CycleJob;
import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.lookups.LookupMatching;
import io.pngx.controller.engine.lookups.SchemaParity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.uploads.UploadFailures;
import io.pngx.controller.engine.uploads.UploadJob;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.CallListener;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.RetryAfterRegistry;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The actions of the route {@code deadLetter} for each {@link Outcome.Kind} that a job can decide. */
class DeadLetterOutcomesTest extends LoneRoutes {
    private static final String WHY = "The call is odd.";

    DeadLetterOutcomesTest() {
        super("99-errors", List.of("deadLetter"), List.of());
    }

    @Override
    protected void bind(Registry registry) {
        Gateway gateway =
                new Gateway(new Guard(), Proxies.NONE, CallListener.NONE, RetryAfterRegistry.NONE, CallLimits.DEFAULT);
        UploadFailures uploadFailures = new UploadFailures(tables, journal);
        registry.bind("writer", tables.database().writerDataSource());
        registry.bind("journal", journal);
        registry.bind("documents", new Documents(tables, null, stops, journal));
        registry.bind(
                "schemaParity",
                new SchemaParity(
                        tables, new LookupMatching(tables.lookups(), tables.invalidation(), journal), journal));
        registry.bind("uploadFailures", uploadFailures);
        registry.bind("failures", new Failures(gateway));
        registry.bind("documentFailures", new DocumentFailures(tables));
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

    @Test
    void eachKindHasOneBranchUnlessOnlyTheLogRowIsWritten() throws IOException {
        List<Outcome.Kind> kinds = new ArrayList<>(List.of(Outcome.Kind.values()));
        kinds.remove(Outcome.Kind.LOG);
        String file = Files.readString(Path.of("src/main/resources/routes/engine/99-errors.camel.yaml"));
        assertThat(Pattern.compile("kind} == '(\\w+)'").matcher(file).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        kinds.stream().map(Outcome.Kind::name).toList());
    }

    private static Outcome decide(Job job, Outcome.Kind kind, Failure failure) {
        return Outcome.of(kind, failure, Outcome.Log.warn(job, "failed", failure.text()));
    }

    /** A job of document 7. */
    private final class DocumentOf implements Job {
        private final Outcome.Kind kind;

        DocumentOf(Outcome.Kind kind) {
            this.kind = kind;
        }

        @Override
        public Session session() {
            return session;
        }

        @Override
        public Long masterId() {
            return 7L;
        }

        @Override
        public Outcome failed(Failure failure) {
            return decide(this, kind, failure);
        }
    }

    /** A job of an upload. */
    private final class UploadOf extends UploadJob {
        private final Outcome.Kind kind;

        UploadOf(Upload upload, Outcome.Kind kind) {
            super(session, upload);
            this.kind = kind;
        }

        @Override
        public Outcome failed(Failure failure) {
            return decide(this, kind, failure);
        }
    }

    private void fails(Job job) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(ExchangeNames.JOB, job);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException(WHY));
        assertThat(template.send("direct:deadLetter", exchange).getException()).isNull();
    }

    private Upload afterFailing(Upload upload, Outcome.Kind kind) {
        fails(new UploadOf(upload, kind));
        assertThat(tables.logs().find(new Logs.Filter(null, run.id(), null, null, null, 10)))
                .extracting(LogRow::message)
                .containsExactly(WHY);
        return now(upload);
    }

    /** If an outcome had no branch, the route would only log the failure. */
    @ParameterizedTest
    @EnumSource(
            value = Outcome.Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LOG"})
    void everyOutcomeHasABranch(Outcome.Kind kind) throws Exception {
        assertThat(Files.readString(Path.of("src/main/resources/routes/engine/99-errors.camel.yaml")))
                .containsOnlyOnce("${variable.outcome?.kind} == '" + kind + "'\"");
    }

    @Test
    void anOutcomeThatIsOnlyLoggedLeavesTheDocumentInTheRun() {
        work(7, Work.Reason.CHANGED);

        fails(new DocumentOf(Outcome.Kind.LOG));

        assertThat(tables.work().find(run.replicaId(), 7).orElseThrow().runId()).isEqualTo(run.id());
        assertThat(session.stopped()).isFalse();
        assertThat(session.incomplete()).isNull();
    }

    @Test
    void aDocumentThatCanNotBeProcessedYetWaitsWithoutACountedAttempt() {
        work(7, Work.Reason.CHANGED);

        fails(new DocumentOf(Outcome.Kind.DEFER_DOCUMENT));

        Work work = tables.work().find(run.replicaId(), 7).orElseThrow();
        assertThat(work.runId()).isNull();
        assertThat(work.attempts()).isZero();
        assertThat(work.error()).hasToString(WHY);
        assertThat(now().deferred()).isEqualTo(1);
    }

    @Test
    void aFailureOfTheWholeReplicaStopsTheSession() {
        fails(new DocumentOf(Outcome.Kind.STOP_RUN));

        assertThat(session.stoppedBecause()).hasToString(WHY);
        assertThat(now().finishedAt()).as("the end of the run is recorded last").isNull();
    }

    @Test
    void anItemThatIsLeftToTheNextRunMakesTheRunPartial() {
        fails(new DocumentOf(Outcome.Kind.RUN_INCOMPLETE));

        assertThat(session.incomplete()).hasToString(WHY);
        assertThat(session.stopped()).isFalse();
    }

    @Test
    void aMasterThatCanNotBeReadEndsAllRunsOfTheCycle() {
        CycleJob cycle = new CycleJob(List.of(run), null);
        cycle.read(new InstanceSnapshot("master", null));

        fails(cycle);

        assertThat(now().state()).isEqualTo(Run.State.FAILED);
        assertThat(now().error()).hasToString(WHY);
    }

    @Test
    void aJobWithoutARunReportsItsFailureItself() {
        List<Failure> reported = new ArrayList<>();
        fails((ReportingJob) reported::add);

        assertThat(reported).extracting(failure -> failure.text().toString()).containsExactly(WHY);
    }

    @Test
    void anUploadWithoutAnAnswerKeepsItsIntent() {
        Upload upload = afterFailing(planned(7), Outcome.Kind.SEARCH_UPLOAD);

        assertThat(upload.state()).isEqualTo(Upload.State.PLANNED);
        assertThat(upload.answer()).isEqualTo(Upload.Answer.SLOW);
        assertThat(upload.nextPollAt()).isAfter(Instant.now());
        assertThat(session.uploads().maySend()).isFalse();
    }

    @Test
    void anUploadThatWasNeverSentIsDroppedAndTheSessionStops() {
        Upload upload = afterFailing(planned(7), Outcome.Kind.DROP_UPLOAD);

        assertThat(upload.state()).isEqualTo(Upload.State.FAILED);
        assertThat(session.stoppedBecause()).hasToString(WHY);
    }

    @Test
    void aFailedUploadIsTriedAgainLaterWithItsDocument() {
        work(7, Work.Reason.NEW);

        Upload upload = afterFailing(posted(7), Outcome.Kind.UPLOAD_FAILED);

        assertThat(upload.state()).isEqualTo(Upload.State.FAILED);
        Work work = tables.work().find(run.replicaId(), 7).orElseThrow();
        assertThat(work.attempts()).isEqualTo(1);
        assertThat(work.nextAt()).isAfter(Instant.now());
    }

    @Test
    void aDelayedUploadKeepsItsState() {
        work(7, Work.Reason.NEW);

        Upload upload = afterFailing(posted(7), Outcome.Kind.DELAY_UPLOAD);

        assertThat(upload.state()).isEqualTo(Upload.State.POSTED);
        assertThat(upload.nextPollAt()).isAfter(Instant.now());
        assertThat(tables.work().find(run.replicaId(), 7).orElseThrow().runId()).isNull();
    }

    @Test
    void aConsumedDocumentThatTheMasterNoLongerHasIsMapped() {
        work(7, Work.Reason.NEW);

        Upload upload = afterFailing(consumed(7, 70), Outcome.Kind.SETTLE_WITHOUT_MASTER);

        assertThat(upload.state()).isEqualTo(Upload.State.SETTLED);
        assertThat(tables.mappings().replicaDoc(run.replicaId(), 7)).contains(70L);
    }
}
