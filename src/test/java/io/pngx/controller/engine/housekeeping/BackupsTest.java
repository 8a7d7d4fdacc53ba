package io.pngx.controller.engine.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backup of the night and the backup of a switchover, which may be due at the same time. */
class BackupsTest {
    @TempDir
    Path folder;

    private final StoppedClock clock = new StoppedClock();
    private Database db;
    private Backups backups;

    @BeforeEach
    void open() {
        db = NewDatabase.open(folder.resolve("db.sqlite3"));
        backups = new Backups(db, new KeyValues(db), new Journal(new Logs(db)), clock);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @ParameterizedTest(name = "the backup of the switchover begins first: {0}")
    @ValueSource(booleans = {false, true})
    @Timeout(120)
    void aBackupWaitsForTheEndOfAnother(boolean switchoverFirst) throws Exception {
        Thread nightly = new Thread(backups::write, "nightly");
        Thread ofSwitchover = new Thread(() -> backups.writeBeforeSwitchover(1), "switchover");
        Thread first = switchoverFirst ? ofSwitchover : nightly;
        Thread second = switchoverFirst ? nightly : ofSwitchover;
        clock.stop();
        try {
            first.start();
            assertThat(clock.read.await(1, TimeUnit.MINUTES)).isTrue();
            second.start();
            await("the second backup")
                    .until(() -> clock.readers.get() > 1 || second.getState() == Thread.State.BLOCKED);
            assertThat(clock.readers).as("backups that are under way").hasValue(1);
        } finally {
            clock.goOn.countDown();
            first.join();
            second.join();
        }

        assertThat(copies()).isEqualTo(2);
    }

    private long copies() throws IOException {
        try (var files = Files.list(folder.resolve(Backups.FOLDER))) {
            return files.filter(file -> file.toString().endsWith(".sqlite3")).count();
        }
    }

    /** The real clock; whoever reads it after {@link #stop} waits for {@link #goOn}. */
    private static final class StoppedClock extends Clock {
        final CountDownLatch read = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final AtomicInteger readers = new AtomicInteger();
        private volatile boolean stopped;

        void stop() {
            stopped = true;
        }

        @Override
        public Instant instant() {
            if (stopped) {
                readers.incrementAndGet();
                read.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
