package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A 2.x replica is restored to a state in which a copy had not been replaced yet. */
class ReplacedCopyReturnsTest {
    private static final int DOCUMENTS = 30;

    private World world;
    private final int[] ids = new int[DOCUMENTS];

    @AfterEach
    void end() {
        world.close();
    }

    private void fill(Version master) {
        world = World.of(master, Version.V2).deletesAreExpected();
        for (int i = 0; i < DOCUMENTS; i++) {
            ids[i] = world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .asn(i + 1L));
        }
        world.master.api().post("/api/documents/" + ids[0] + "/notes/", Map.of("note", "Paid."));
        world.run();
        world.assertEqual();
    }

    private void changeFile(String text) {
        world.master.library().replaceFile(ids[0], text.getBytes(StandardCharsets.UTF_8));
    }

    private Paperless replica() {
        return world.replica().server();
    }

    private DocumentView copy() {
        return replica().library().documents().stream()
                .filter(document -> Long.valueOf(1).equals(document.asn()))
                .findFirst()
                .orElseThrow();
    }

    /** Takes the oldest copy out of the trash, with its number, and removes every trace of the newer ones. */
    private void restoreReplica(int oldest, List<Integer> newer) {
        newer.forEach(id -> replica().library().erase(id));
        replica().api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(oldest)));
        replica().api().patch("/api/documents/" + oldest + "/", Map.of("archive_serial_number", 1));
        replica().journal().clear();
    }

    private void assertOneCopy() {
        world.assertEqual();
        assertThat(replica().library().documents()).hasSize(DOCUMENTS);
        world.run();
        assertThat(replica().library().documents()).hasSize(DOCUMENTS);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theReplacedCopyIsTheCopyAgainAndIsReplacedAgain(Version master) {
        fill(master);
        int old = copy().id();
        changeFile("A second text");
        world.run();
        world.assertEqual();
        restoreReplica(old, List.of(copy().id()));

        Run run = world.runOnce();

        assertThat(world.said(run)).contains("document " + old + " becomes the copy again");
        assertThat(World.uploads(replica())).isEqualTo(1);
        assertOneCopy();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theOldestOfSeveralReplacedCopiesIsFound(Version master) {
        fill(master);
        int first = copy().id();
        changeFile("A second text");
        world.run();
        int second = copy().id();
        changeFile("A third text");
        world.run();
        restoreReplica(first, List.of(second, copy().id()));

        world.run();

        assertThat(World.uploads(replica())).isEqualTo(1);
        assertOneCopy();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void anotherDocumentWithTheIdOfTheReplacedCopyStays(Version master) {
        fill(master);
        int old = copy().id();
        changeFile("A second text");
        world.run();
        int gone = copy().id();
        restoreReplica(old, List.of(gone));
        replica()
                .library()
                .setAdded(old, replica().library().document(old).added().plusSeconds(3600));
        replica().api().patch("/api/documents/" + old + "/", Papers.json("archive_serial_number", null));

        world.run();

        assertThat(World.uploads(replica())).isEqualTo(1);
        assertThat(replica().library().documents()).extracting(DocumentView::id).contains(old);
        assertThat(replica().library().documents()).hasSize(DOCUMENTS + 1);
    }

    /** A restored replica gives ids out again, lower ids first. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void anOlderCopyIsFoundIfTheIdOfANewerOneBelongsToAnotherDocument(Version master) {
        fill(master);
        int first = copy().id();
        changeFile("A second text");
        world.run();
        int second = copy().id();
        changeFile("A third text");
        world.run();
        restoreReplica(first, List.of(second, copy().id()));
        giveOutAgain(second);

        world.run();

        assertThat(World.uploads(replica())).isEqualTo(1);
        assertThat(replica().library().documents()).hasSize(DOCUMENTS + 1);
        assertThat(replica().library().trashed()).extracting(DocumentView::id).containsExactly(first);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theReplacedCopyIsTheCopyAgainIfTheIdOfTheCopyBelongsToAnotherDocument(Version master) {
        fill(master);
        int old = copy().id();
        changeFile("A second text");
        world.run();
        int newer = copy().id();
        restoreReplica(old, List.of(newer));
        giveOutAgain(newer);

        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        world.boot.replicas().accept(world.replica().id(), Changed.REPLICA);
        world.run();

        assertThat(World.uploads(replica())).isEqualTo(1);
        assertThat(replica().library().documents()).hasSize(DOCUMENTS + 1);
        assertThat(replica().library().trashed()).extracting(DocumentView::id).containsExactly(old);
        assertThat(replica().library().documents()).extracting(DocumentView::id).contains(newer);
    }

    /** A user of the replica adds a document, which gets this id. */
    private void giveOutAgain(int id) {
        replica().library().reuseDocumentIdsAbove(id - 1);
        assertThat(replica().library().add(NewDocument.text("own.txt", "A document of a user")))
                .isEqualTo(id);
        replica().library().setAdded(id, Instant.now().plusSeconds(60));
    }
}
