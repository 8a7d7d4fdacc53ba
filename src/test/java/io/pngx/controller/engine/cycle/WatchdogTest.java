package io.pngx.controller.engine.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runs and locks that the watchdog ends, and those that it keeps. */
class WatchdogTest {
    @TempDir
    Path folder;

    private final Sessions sessions = new Sessions();
    private final ReplicaLocks locks = new ReplicaLocks(sessions);
    private Database db;
    private Runs runs;
    private Replicas replicas;
    private Watchdog watchdog;
    private Run run;

    @BeforeEach
    void aRunThatNobodyHasInHand() {
        db = NewDatabase.open(folder.resolve("db.sqlite3"));
        runs = new Runs(db);
        replicas = new Replicas(db);
        StopSignal stops = new StopSignal(runs, null, db.machine());
        watchdog = new Watchdog(null, sessions, locks, runs, stops, db.machine(), new Journal(new Logs(db)));
        run = runs.queue(replica("attic"), Run.Mode.INCREMENTAL).orElseThrow();
        runs.started(run.id());
    }

    @AfterEach
    void close() {
        db.close();
    }

    private long replica(String name) {
        return replicas.add(name, "http://" + name, "encrypted", true, null, 2);
    }

    private Run.State looksTwice() {
        watchdog.check();
        watchdog.check();
        return runs.find(run.id()).orElseThrow().state();
    }

    @Test
    void aRunThatNobodyHasInHandFails() {
        assertThat(looksTwice()).isEqualTo(Run.State.FAILED);
    }

    @Test
    void aRunThatTheMachinePausedIsLeftAlone() {
        sessions.markPausedByMachine(run.id());
        assertThat(looksTwice()).isEqualTo(Run.State.RUNNING);
        sessions.clearPausedByMachine(run.id());
        assertThat(looksTwice()).isEqualTo(Run.State.FAILED);
    }

    @Test
    void aRunThatTheMachinePausedEndsWhereAPersonCancelsItOrPausesItsReplica() {
        sessions.markPausedByMachine(run.id());
        replicas.pause(run.replicaId(), true);
        assertThat(looksTwice()).isEqualTo(Run.State.CANCELLED);
        assertThat(runs.find(run.id()).orElseThrow().error()).hasToString("Paused by hand.");
        replicas.pause(run.replicaId(), false);

        run = runs.queue(run.replicaId(), Run.Mode.INCREMENTAL).orElseThrow();
        runs.started(run.id());
        sessions.markPausedByMachine(run.id());
        runs.requestCancel(run.id());
        assertThat(looksTwice()).isEqualTo(Run.State.CANCELLED);
        assertThat(runs.find(run.id()).orElseThrow().error()).hasToString("Cancelled by hand.");
    }

    @Test
    void nothingEndsWhileTheMachineCanNotGoOn() {
        db.machine().failed(new IOException("No space left on device"));
        assertThat(looksTwice()).isEqualTo(Run.State.RUNNING);
    }

    @Test
    void aLockIsFreedAlthoughNothingCanBeWrittenAndSoIsTheNextOne() throws InterruptedException {
        long other = replica("cellar");
        Thread thread = new Thread(() -> {
            locks.lock(new DefaultExchange(new DefaultCamelContext()), run.replicaId(), null);
            locks.lock(new DefaultExchange(new DefaultCamelContext()), other, null);
        });
        thread.start();
        thread.join();
        db.write()
                .sql("create trigger refuses before insert on logs begin select raise(abort, 'no'); end")
                .update();
        watchdog.check();
        assertThat(locks.isLocked(run.replicaId())).isFalse();
        assertThat(locks.isLocked(other)).isFalse();
    }
}
