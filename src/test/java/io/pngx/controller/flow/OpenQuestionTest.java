package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.cycle.Schedule;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.Worker;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upload with an unknown outcome delays no other document and no run. The worker has its usual time limit. */
class OpenQuestionTest extends UploadTrouble {
    private static final int DOCUMENTS = 6;

    private void six(Version version) {
        world(version);
        world.boot.settings().put(Setting.WORKER_TIME_LIMIT, "1800");
        world.boot.sql().sql("update replicas set uploads_in_flight = 2").update();
        for (int i = 3; i <= DOCUMENTS; i++) {
            add("paper " + i + ".txt", "Paper " + i);
        }
    }

    private Replica row() {
        return world.boot.replicas().find(world.replica().id()).orElseThrow();
    }

    private void minutesPass(int minutes) {
        world.pass(world.replica(), Duration.ofMinutes(minutes));
        world.boot.sql().sql("update uploads set next_poll_at = null").update();
    }

    /** Sets the last cycle to a minute ago, so that a cycle starts by itself. */
    private void aMinuteAfterTheCycle() {
        world.boot.replicas().cycleStarted(world.replica().id(), Instant.now().minusSeconds(61));
    }

    private void awaitCopies(int number) {
        world.eventually(number + " copies", () -> replica.library().documents().size() == number);
    }

    /** Waits for copies, while a minute passes whenever no run is open. */
    private void awaitCopiesOfLaterCycles(int number) {
        world.eventually(number + " copies", () -> {
            if (world.boot.runs().open(world.replica().id()).isEmpty()) {
                aMinuteAfterTheCycle();
            }
            return replica.library().documents().size() == number;
        });
    }

    private void awaitQuestions(int number) {
        world.eventually(
                number + " questions",
                () -> world.boot
                                .sql()
                                .sql("select count(*) from uploads where replica_id = ? and question is not null")
                                .param(world.replica().id())
                                .query(Integer.class)
                                .single()
                        == number);
    }

    private void awaitSeen(String status, int uploads) {
        world.eventually(
                uploads + " " + status,
                () -> world.boot
                                .sql()
                                .sql("select count(*) from uploads where replica_id = ? and task_status = ?")
                                .params(world.replica().id(), status)
                                .query(Integer.class)
                                .single()
                        == uploads);
    }

    private void awaitNoQuestion() {
        world.eventually(
                "the end of all uploads",
                () -> world.boot
                                        .sql()
                                        .sql("select count(*) from uploads where replica_id = ? "
                                                + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                                        .param(world.replica().id())
                                        .query(Integer.class)
                                        .single()
                                == 0
                        && world.boot.runs().open(world.replica().id()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aBrokerThatIsStoppedEndsTheRunAndWhatWasRefusedArrivesByItself(Version version) {
        six(version);
        replica.faults().brokerStopped(true);
        for (int i = 1; i <= 2; i++) {
            Run run = world.runOnce();
            assertThat(run.state()).isEqualTo(Run.State.FAILED);
            assertThat(run.error()).asString().contains("broker (Redis) can't be reached");
            assertThat(row().state()).isEqualTo(Replica.State.ERROR);
            assertThat(row().lastError()).isEqualTo(run.error());
        }
        assertThat(posts())
                .as("what a replica can't take is not sent to it again and again")
                .hasSize(1);

        replica.faults().brokerStopped(false);
        aMinuteAfterTheCycle();
        if (version == Version.V3) {
            awaitCopies(DOCUMENTS - 1);
            awaitSettles();
            assertThat(posts()).as("a worker may have it without a task").hasSize(DOCUMENTS);
            minutesPass(1);
            aMinuteAfterTheCycle();
        }
        awaitCopies(DOCUMENTS);
        awaitNoQuestion();
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS + 1);
        assertThat(row().lastError()).isNull();
    }

    private void awaitSettles() {
        world.eventually(
                "the time from which it can be sent again",
                () -> world.boot
                                .sql()
                                .sql("select count(*) from uploads where question_until is not null")
                                .query(Integer.class)
                                .single()
                        == 1);
    }

    @Test
    void aFullRunThatABrokerEndsIsNoFullRunEveryMinute() {
        six(Version.V2);
        world.run();
        add("new.txt", "What can't be uploaded.");
        String yesterday = Instant.now().minus(Duration.ofDays(2)).toString();
        world.boot
                .sql()
                .sql("update maintenance_state set last_full_at = ?")
                .param(yesterday)
                .update();
        replica.faults().brokerStopped(true);
        Run full = world.ask(world.replica(), Run.Mode.FULL);
        assertThat(world.ended(full).error()).asString().contains("broker (Redis) can't be reached");

        world.boot.settings().put(Setting.FULL_SYNC_AT, "03:00");
        aMinuteAfterTheCycle();
        Schedule schedule = world.boot.camel().getRegistry().lookupByNameAndType("schedule", Schedule.class);
        // The replica stays locked for a moment after the end of a run.
        world.eventually("the next run", () -> !schedule.due().isEmpty());

        Run look = world.boot.runs().recent(world.replica().id(), 1).get(0);
        assertThat(look.id()).isGreaterThan(full.id());
        assertThat(look.mode()).isEqualTo(Run.Mode.INCREMENTAL);
    }

    /** The answer came too late, or the process ended before the answer. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongPostIsNotSentAgainWhenItsAnswerIsLostAtItsEnd(boolean answered) {
        six(Version.V3);
        String began = Instant.now().minus(Duration.ofMinutes(36)).toString();
        Runnable asIfLong = () -> world.boot
                .sql()
                .sql("update uploads set planned_at = ?, posting_at = ? where master_id = ?")
                .params(began, began, troubled().id())
                .update();
        if (answered) {
            replica.faults().on("POST", POST).once().before(asIfLong).cutBefore();
        } else {
            intent("planned_at");
            asIfLong.run();
        }
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitCopies(DOCUMENTS - 1);
        minutesPass(1);
        assertThat(world.ended(run).state()).isEqualTo(Run.State.PARTIAL);
        assertThat(posts()).hasSize(answered ? DOCUMENTS : DOCUMENTS - 1);
        assertThat(row().lastError())
                .asString()
                .contains("\"troubled.txt\"")
                .contains("the answer to the upload was lost");
        minutesPass(31);
        aMinuteAfterTheCycle();
        awaitCopies(DOCUMENTS);
        awaitNoQuestion();
        oneCopyEach();
    }

    @ParameterizedTest
    @EnumSource
    void aQueueThatWasLostHoldsUpNoOtherDocument(Version version) {
        six(version);
        world.promises().secondUploadsAreExpected();
        world.boot.sql().sql("update replicas set uploads_in_flight = 3").update();
        replica.worker().pause();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitSeen("PENDING", 3); // the worker has already taken the first upload
        replica.faults().brokerStopped(true);
        replica.worker().forget();
        replica.faults().brokerStopped(false);
        replica.worker().resume();
        minutesPass(2);
        if (version == Version.V2) {
            assertThat(world.ended(run).state())
                    .as("it refuses a second copy by itself")
                    .isEqualTo(Run.State.SUCCESS);
        } else {
            awaitCopies(DOCUMENTS - 2);
            awaitQuestions(2);
            minutesPass(1);
            theRunEndsWithTwoQuestions(run);
            minutesPass(76);
        }
        awaitCopiesOfLaterCycles(DOCUMENTS);
        awaitNoQuestion();
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS + 2);
    }

    private void theRunEndsWithTwoQuestions(Run run) {
        Run ended = world.ended(run);
        assertThat(ended.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(ended.uploaded()).isEqualTo(DOCUMENTS - 2);
        assertThat(ended.deferred()).isEqualTo(2);
        assertThat(ended.done()).isEqualTo(ended.total());
        assertThat(ended.error())
                .asString()
                .contains("\"easy.txt\" (document 2) is looked for")
                .contains("later uploads first")
                .contains("The controller decides no later than")
                .contains("1 more upload");
        assertThat(row().lastError()).isEqualTo(ended.error());
        Run next = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        assertThat(world.ended(next).state())
                .as("another one is taken, and ends")
                .isEqualTo(Run.State.PARTIAL);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerThatWasKilledWithWhatItHadFetchedHoldsUpNoOtherDocument(Version version) {
        six(version);
        world.promises().secondUploadsAreExpected();
        replica.worker().holdAt(Worker.Point.CONSUMING);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitSeen("STARTED", 1);
        awaitSeen("PENDING", 1);
        replica.worker().killAll();
        replica.worker().release();
        minutesPass(2);
        awaitCopies(version == Version.V2 ? DOCUMENTS : DOCUMENTS - 2);
        if (version == Version.V3) {
            awaitQuestions(2);
        }
        minutesPass(1);
        world.ended(run);
        replica.worker().handOutAgain(); // an hour later; until then, a v3 replica must not get the file again
        minutesPass(59);
        awaitCopiesOfLaterCycles(DOCUMENTS);
        awaitNoQuestion();
        replica.worker().awaitIdle(World.PATIENCE);
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS + (version == Version.V2 ? 2 : 1));
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatNeverArrivedIsSentAgainOnceTheWorkerIsPastIt(Version version) {
        six(version);
        replica.faults().on("POST", POST).once().cutBefore();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        if (version == Version.V3) {
            awaitCopies(DOCUMENTS - 1);
            minutesPass(2);
            Run ended = world.ended(run);
            assertThat(ended.state()).isEqualTo(Run.State.PARTIAL);
            assertThat(row().lastError())
                    .asString()
                    .contains("\"troubled.txt\"")
                    .contains("the answer to the upload was lost");
            assertThat(posts()).hasSize(DOCUMENTS);
            add("later.txt", "Whatever was sent before it is over.");
        } else {
            add("later.txt", "Whatever was sent before it is over.");
            assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
            world.runOnce();
        }
        awaitCopiesOfLaterCycles(DOCUMENTS + 1);
        awaitNoQuestion();
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS + 2);
        assertThat(row().lastError()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void anIntentWhosePostNeverBeganIsSentAtOnce(Version version) {
        six(version);
        intent("null");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS);
    }

    @ParameterizedTest
    @EnumSource
    void anIntentWhosePostBeganIsNotSentToVersion3BeforeItIsSettled(Version version) {
        six(version);
        intent("planned_at");
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitCopies(version == Version.V2 ? DOCUMENTS : DOCUMENTS - 1);
        minutesPass(2);
        assertThat(world.ended(run).state()).isEqualTo(version == Version.V2 ? Run.State.SUCCESS : Run.State.PARTIAL);
        if (version == Version.V3) {
            minutesPass(31);
            aMinuteAfterTheCycle();
        }
        awaitCopies(DOCUMENTS);
        awaitNoQuestion();
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS);
    }

    /** Writes the intent of a killed process. The replica never received the file. */
    private void intent(String postingAt) {
        String now = Instant.now().toString();
        world.boot
                .sql()
                .sql("""
                insert into uploads(replica_id, master_id, state, file_name, size, md5, sha256, replica_clock,
                  planned_at, changed_at)
                values (?, ?, 'PLANNED', 'troubled.txt', 32, ?, ?, ?, ?, ?)""")
                .params(
                        world.replica().id(),
                        troubled().id(),
                        "0".repeat(32),
                        troubled().sha256(),
                        now,
                        now,
                        now)
                .update();
        world.boot.sql().sql("update uploads set posting_at = " + postingAt).update();
    }

    /** If Celery can't write the result, it fails the task although the document was stored. */
    @ParameterizedTest
    @EnumSource
    void aTaskThatFailedAfterTheDocumentWasStoredIsNoRefusal(Version version) {
        six(version);
        replica.worker().holdAt(Worker.Point.CONSUMING);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitUpload("POSTED");
        String task = world.boot
                .sql()
                .sql("select task_id from uploads where replica_id = ? and master_id = ?")
                .params(world.replica().id(), troubled().id())
                .query(String.class)
                .single();
        replica.faults()
                .on("GET", "/api/tasks/")
                .query("task_id=" + task)
                .status(200)
                .header("X-Version", replica.version())
                .json("[{\"id\":1,\"task_id\":\"" + task
                        + "\",\"status\":\"FAILURE\",\"result\":\"database is locked\"}]")
                .before(() -> replica.worker().awaitIdle(World.PATIENCE));
        replica.worker().release();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
        oneCopyEach();
        assertThat(posts()).hasSize(DOCUMENTS);
    }
}
