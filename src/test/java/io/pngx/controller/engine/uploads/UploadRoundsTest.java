package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.session.ChunkSize;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadRoundsTest {
    @TempDir
    Path folder;

    private Database db;
    private Tables tables;
    private final ReplicaLocks locks = new ReplicaLocks(new Sessions());
    private UploadRounds rounds;
    private Session session;
    private UploadRound round;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @BeforeEach
    void open() {
        db = NewDatabase.open(folder.resolve("db.sqlite3"));
        tables = Tables.of(db);
        Replicas replicas = tables.replicas();
        long replica = replicas.add("attic", "http://attic:8000", "encrypted", true, null, 2);
        Run run = tables.runs().queue(replica, Run.Mode.INCREMENTAL).orElseThrow();
        session = new Session(run, replicas.find(replica).orElseThrow(), null, null, null, Map.of(), new ChunkSize());
        rounds = new UploadRounds(tables.database(), locks, tables.openUploads(), tables.runWork());
        round = rounds.begin(session);
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** An upload whose task is polled at this time. */
    private void upload(long masterId, Instant poll) {
        Upload upload = tables.uploads()
                .plan(
                        session.replicaId(),
                        masterId,
                        masterId + ".pdf",
                        7,
                        "md5 " + masterId,
                        "sha256 " + masterId,
                        null,
                        new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                        false);
        tables.uploads().posted(upload.id(), "task-" + masterId, true, poll);
    }

    @Test
    void thereIsAlwaysAFirstRound() {
        assertThat(round.isOpen()).isTrue();
        assertThat(round.getPause()).isZero();
    }

    @Test
    void afterAStepTheNextRoundFollowsAtOnce() {
        upload(1, now.plusSeconds(60));
        session.uploads().moved();
        rounds.ended(round, now);
        assertThat(round.isOpen()).isTrue();
        assertThat(round.getPause()).isZero();
    }

    @Test
    void aPollThatIsDueBeforeTheNextTickIsWaitedFor() {
        upload(1, now.plusMillis(150));
        rounds.ended(round, now);
        assertThat(round.isOpen()).isTrue();
        assertThat(round.getPause()).isEqualTo(151);
    }

    @Test
    void aLaterPollIsLeftToATick() {
        upload(1, now.plusSeconds(2));
        rounds.ended(round, now);
        assertThat(round.isOpen()).isFalse();
    }

    @Test
    void aStepThatFailedIsNotRepeatedAtOnce() {
        upload(1, now.minusSeconds(1));
        rounds.ended(round, now);
        assertThat(round.isOpen()).isFalse();
    }

    @Test
    void noRoundFollowsWithoutAnOpenUpload() {
        rounds.ended(round, now);
        assertThat(round.isOpen()).isFalse();
    }

    @Test
    void noRoundFollowsAfterTheRunStopped() {
        session.uploads().moved();
        session.stop(null, Text.of("The test ends the run."));
        rounds.ended(round, now);
        assertThat(round.isOpen()).isFalse();
    }

    @Test
    void noRoundFollowsWhileACycleWaitsForTheLock() {
        session.uploads().moved();
        locks.wantLock(session.replicaId());
        rounds.ended(round, now);
        assertThat(round.isOpen()).isFalse();
    }

    @Test
    void aFullBatchIsAcknowledgedWhileUploadsContinue() {
        LongStream.range(0, 49).forEach(session.uploads().finishedTasks()::add);
        assertThat(rounds.fullBatch(session)).as("the batch is not full").isEmpty();
        session.uploads().finishedTasks().add(49L);
        assertThat(rounds.fullBatch(session)).hasSize(1);
    }

    @Test
    void finishedTasksAreAcknowledgedInBatches() {
        work(1);
        upload(1, now.plusSeconds(60));
        session.uploads().finishedTasks().add(7L);
        assertThat(rounds.acknowledgements(session))
                .as("an upload is in the queue")
                .isEmpty();

        LongStream.range(8, 57).forEach(session.uploads().finishedTasks()::add);
        assertThat(rounds.acknowledgements(session)).as("the batch is full").hasSize(1);
        assertThat(session.uploads().finishedTasks()).as("nothing is left").isEmpty();
    }

    @Test
    void theLastFinishedTasksAreAcknowledgedOnceNothingIsInTheQueue() {
        work(1);
        session.uploads().finishedTasks().addAll(List.of(7L, 8L));
        assertThat(rounds.acknowledgements(session))
                .extracting(AcknowledgementJob::getJson)
                .containsExactly("{\"tasks\":[7, 8]}");
    }

    @Test
    void tasksAreAcknowledgedOnlyAfterTheirUploadsAreOnTheDisk() throws IOException {
        db.flush();
        db.inUnflushedTransaction(() -> work(1));
        assertThat(flushed()).as("a power failure may undo this").isLessThan(committed());
        session.uploads().finishedTasks().add(7L);

        rounds.acknowledgements(session);

        assertThat(flushed()).isEqualTo(committed());
    }

    private long committed() {
        return db.read().sql("select number from commits").query(Long.class).single();
    }

    private long flushed() throws IOException {
        Path mark = db.file().resolveSibling(db.file().getFileName() + ".mark");
        return Long.parseLong(Files.readString(mark).strip());
    }

    @Test
    void theRunDoesNotEndBeforeItsTasksAreAcknowledged() {
        upload(1, now.plusSeconds(60)); // an open question may stay in the queue after the run
        session.uploads().finishedTasks().add(7L);
        assertThat(rounds.acknowledgements(session)).hasSize(1);
    }

    private void work(long masterId) {
        db.write()
                .sql("insert into work(replica_id, master_id, reason, created_at, run_id) values (?, ?, 'new', ?, ?)")
                .params(session.replicaId(), masterId, Times.text(Instant.now()), session.runId())
                .update();
    }
}
