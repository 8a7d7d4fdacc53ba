package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Another program, such as a database browser, locks the database for longer than a statement waits. */
class DatabaseLockedTest {
    private static final String LOCKED = "Another program has locked the database of the controller";

    @Test
    void runsWaitMeanwhileAndGoOnAfterwards() throws SQLException {
        try (World world = World.ofItsOwn(Version.V3, Version.V3);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + world.boot.data.resolve("db.sqlite3"));
                Statement statement = other.createStatement()) {
            for (int i = 0; i < 4; i++) {
                world.master.library().add(NewDocument.text("number " + i + ".txt", "The document number " + i + "."));
            }
            world.boot.writesWaitForLocks(1);
            world.replica()
                    .server()
                    .faults()
                    .on("POST", "/api/documents/post_document/")
                    .skip(1)
                    .once()
                    .after(() -> lock(statement));

            Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually(
                    "a fault",
                    () -> ask("GET", world.boot.managementUrl() + "/health/ready")
                                    .statusCode()
                            == 503);
            assertThat(ask("GET", world.boot.managementUrl() + "/health/ready").body())
                    .contains(LOCKED);
            HttpResponse<String> refused = ask(
                    "POST",
                    world.boot.url() + "/api/replicas/" + world.replica().id() + "/pause");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains(LOCKED);
            statement.execute("rollback");

            assertThat(world.ended(run).state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
            assertThat(world.now(run).failed()).isZero();
            assertThat(World.uploads(world.replica().server()))
                    .as("each document was sent once")
                    .isEqualTo(4);
            world.assertEqual();
        }
    }

    private static void lock(Statement statement) {
        try {
            statement.execute("begin immediate");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> ask(String method, String url) {
        return SecondJvm.send(
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody()));
    }
}
