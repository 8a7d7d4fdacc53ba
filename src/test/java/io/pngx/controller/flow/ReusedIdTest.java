package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A 3.x instance was restored from a backup, and a version of a document got the id of a lost document. */
class ReusedIdTest {
    private static final Duration AN_INTERVAL = Duration.ofHours(25);

    private World world;
    private Paperless replica;

    @BeforeEach
    void fill() {
        world = World.of(Version.V3, Version.V3);
        replica = world.replica().server();
        for (int i = 1; i <= 20; i++) {
            world.master.library().add(paper(i));
        }
        replica.library().add(NewDocument.text("own.txt", "Own").title("own"));
        world.run();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private static NewDocument paper(int number) {
        return NewDocument.text("paper " + number + ".txt", "The text of paper " + number)
                .title("paper " + number)
                .added(Instant.now().minus(Duration.ofDays(1)).plusSeconds(number));
    }

    private static int idOf(Paperless server, String title) {
        return server.library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Loses a document, and gives its id to a version of another document. */
    private static void reuse(Paperless server, int lost, int other) {
        server.library().erase(lost);
        server.library().reuseDocumentIdsAbove(lost - 1);
        assertThat(server.library().addVersion(other, "Rotated".getBytes(StandardCharsets.UTF_8), null))
                .isEqualTo(lost);
    }

    @Test
    void aDocumentIsUploadedAgainIfTheIdOfItsCopyIsThatOfAVersion() {
        world.master.library().add(paper(21));
        world.run();
        reuse(replica, idOf(replica, "paper 21"), idOf(replica, "own"));

        world.run();
        world.run();

        assertThat(replica.library().documents()).hasSize(22);
        assertThat(replica.library().document(idOf(replica, "paper 21")).content())
                .isEqualTo("The text of paper 21");
        assertThat(replica.library().versions(idOf(replica, "own"))).hasSize(2);
    }

    @Test
    void aVersionOnTheMasterDoesNotShowThatTheDocumentWithItsIdIsInTheTrash() {
        int lost = world.master.library().add(paper(21));
        world.run();
        reuse(world.master, lost, idOf(world.master, "paper 1"));

        world.runOnce();
        world.boot.clock.move(AN_INTERVAL);
        world.runOnce();

        assertThat(replica.library().trashed()).isEmpty();
        List<String> titles =
                replica.library().documents().stream().map(DocumentView::title).toList();
        assertThat(titles).contains("paper 21");
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from tombstones where cause = 'NOT_IN_TRASH'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
