package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The controller's database is restored from a backup that was made before a switchover or before its undo. */
class BackupFromBeforeSwitchoverTest {
    private static final String BEFORE = "The master was switched since this database was written";

    private Instances world;
    private Paperless old;
    private Paperless promoted;

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2"})
    void nothingIsWrittenToTheNewMaster(Version first, Version second) throws IOException {
        start(first, second);
        Path backup = copyOfDatabase();
        switchOver();
        edit(promoted, "edited on the new master");

        restore(backup);

        assertPausedAndUnchanged(promoted, "edited on the new master");
        world.boot.stop();
        world.boot.start();
        assertPausedAndUnchanged(promoted, "edited on the new master");
    }

    @ParameterizedTest
    @CsvSource({"V2,V3"})
    void nothingIsWrittenToTheMasterThatAnUndoPutBack(Version first, Version second) throws IOException {
        start(first, second);
        Switchover done = switchOver();
        Path backup = copyOfDatabase();
        world.requests().undo(done, Duration.ofMinutes(1));
        edit(old, "edited on the old master");

        restore(backup);

        assertPausedAndUnchanged(old, "edited on the old master");
        assertThat(world.log()).contains("In this database the master is " + promoted.url());
    }

    /** The backup was written when the switchover was about to take place. */
    @ParameterizedTest
    @CsvSource({"V2,V3"})
    void theSwitchoverThatTheBackupHoldsDoesNotTakePlace(Version first, Version second) throws IOException {
        start(first, second);
        old.faults().on("*", "/api/.*").status(502);
        Switchover done = world.promote(promoted, Switchover.Kind.FAILOVER);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        edit(promoted, "edited on the new master");

        restore(world.boot.data.resolve("backups").resolve(done.backup()));

        assertPausedAndUnchanged(promoted, "edited on the new master");
        assertThat(world.switchovers().newest().orElseThrow().state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(world.isMaster(old)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"V2,V3"})
    void anOlderDatabaseFromAfterTheSwitchoverIsNotPaused(Version first, Version second) throws IOException {
        start(first, second);
        switchOver();
        Path backup = copyOfDatabase();
        world.boot.replicas().pause(world.replica(old).id(), true);

        restore(backup);

        assertThat(world.boot.settings().paused()).isFalse();
        assertThat(world.log()).doesNotContain(BEFORE);
    }

    private void start(Version first, Version second) {
        world = new Instances(first, second);
        old = world.server(0);
        promoted = world.server(1);
        old.library().add(NewDocument.text("one.txt", "The text").title("one"));
        world.success(promoted, Run.Mode.INCREMENTAL);
    }

    private Switchover switchOver() {
        Switchover done = world.promote(promoted, Switchover.Kind.PLANNED);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        return done;
    }

    private Path copyOfDatabase() throws IOException {
        Path database = database();
        world.boot.stop();
        Path backup = Files.copy(database, database.resolveSibling("backup"));
        world.boot.start();
        return backup;
    }

    private void restore(Path backup) throws IOException {
        world.boot.stop();
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(database() + suffix));
        }
        Files.copy(backup, database());
        world.forgetJournals();
        world.boot.start();
    }

    private Path database() {
        return world.boot.data.resolve("db.sqlite3");
    }

    private static void edit(Paperless server, String title) {
        server.library()
                .documents()
                .forEach(each -> server.api().patch("/api/documents/" + each.id() + "/", Papers.json("title", title)));
    }

    private void assertPausedAndUnchanged(Paperless master, String title) {
        world.forgetJournals();
        assertThat(world.boot.settings().paused()).isTrue();
        assertThat(world.log()).containsOnlyOnce(BEFORE);
        HttpResponse<String> refused = SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/sync"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"mode\": \"full\"}")));
        assertThat(refused.body()).contains("All synchronisation is paused");
        assertThat(master.journal().writes()).isEmpty();
        assertThat(master.library().documents())
                .singleElement()
                .extracting(document -> document.title())
                .isEqualTo(title);
    }
}
