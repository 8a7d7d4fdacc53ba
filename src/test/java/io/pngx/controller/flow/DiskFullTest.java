package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.simulator.Paperless;
import io.pngx.controller.simulator.Rule;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Run;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The volume of the database is full in the middle of a run. */
class DiskFullTest {
    private static final int DOCUMENTS = 6;

    @ParameterizedTest
    @EnumSource(Version.class)
    void everythingStopsAndGoesOnByItselfOnceThereIsSpace(Version version) {
        try (World world = World.ofItsOwn(Version.V2, version)) {
            world.patience(Duration.ofMinutes(3));
            for (int i = 0; i < DOCUMENTS; i++) {
                world.master.library().add(NewDocument.text("number " + i + ".txt", "The document number " + i + "."));
            }
            JdbcClient database = world.boot.sql();
            database.sql("create table filler(data text)").update();
            world.boot.settings().put(KeyValues.SYNC_INTERVAL, "2");
            Paperless server = world.replica().server();
            Rule full = server.faults().on("POST", "/api/documents/post_document/").skip(2).once().after(() -> fill(database));

            world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually("a full disk", () -> full.hits() == 1);
            int written = world.eventually("no further upload", () -> World.uploads(server), uploads -> uploads >= 3);
            assertThat(written).as("what can't be intended is not sent").isLessThan(DOCUMENTS);
            database.sql("pragma max_page_count = 1073741823").query(Long.class).single();
            database.sql("delete from filler").update();

            world.eventually("everything is there", () -> server.library().documents().size() == DOCUMENTS);
            world.eventually("everything is settled", () -> world.boot.sql().sql("select count(*) from sync_map").query(Integer.class).single() == DOCUMENTS
                    && world.boot.sql().sql("select count(*) from work").query(Integer.class).single() == 0);
            world.assertEqual();
            assertThat(World.uploads(server)).as("each document was sent once").isEqualTo(DOCUMENTS);
        }
    }

    private static void fill(JdbcClient database) {
        database.sql("pragma max_page_count = " + database.sql("pragma page_count").query(Long.class).single()).query(Long.class).single();
        for (int size = 100_000; size > 0; size /= 10) {
            try {
                while (true) {
                    database.sql("insert into filler values (?)").param("x".repeat(size)).update();
                }
            } catch (DataAccessException noSpace) {
                // a smaller one may still fit
            }
        }
    }
}
