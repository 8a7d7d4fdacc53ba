package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a 2.x replica, the document with the new file is trashed, or its id belongs to another document. */
class ReplacementInTrashTest {
    private static final String FIRST = "The first text";
    private static final String SECOND = "The second text";

    private World world;
    private int paper;

    @AfterEach
    void end() {
        world.close();
    }

    private void fill(Version master) {
        world = World.of(master, Version.V2).deletesAreExpected();
        paper = world.master.library().add(NewDocument.text("paper.txt", FIRST));
        world.master.library().add(NewDocument.text("other.txt", "Another text"));
        world.run();
        world.assertEqual();
        replica().journal().clear();
    }

    private Paperless replica() {
        return world.replica().server();
    }

    private void changeFile(String text) {
        world.master.library().replaceFile(paper, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int copyWith(String text) {
        return replica().library().documents().stream()
                .filter(copy -> text.equals(new String(replica().library().bytes(copy.id()), StandardCharsets.UTF_8)))
                .mapToInt(DocumentView::id)
                .findFirst()
                .orElse(0);
    }

    private void trash(int id) {
        replica().api().delete("/api/documents/" + id + "/");
    }

    private void restore(int id) {
        replica().api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(id)));
    }

    private List<Integer> trashed() {
        return replica().library().trashed().stream().map(DocumentView::id).toList();
    }

    /** Changes the file on the master, and the document that the replica makes of it before it is verified. */
    private void change(IntConsumer meanwhile) {
        changeFile(SECOND);
        int[] consumed = {0};
        replica().faults().on("HEAD", "/api/documents/\\d+/preview/").before(() -> {
            int copy = copyWith(SECOND);
            if (copy != 0 && consumed[0] == 0) {
                consumed[0] = copy;
                meanwhile.accept(copy);
            }
        });
    }

    private void tryAgain() {
        world.boot.sql().sql("update work set next_at = null").update();
        world.boot.sql().sql("update uploads set next_poll_at = null").update();
        world.run();
    }

    private void assertEqualWithout(int foreign) {
        replica().library().erase(foreign);
        world.assertEqual();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aTrashedDocumentWithTheUploadedBytesIsRestored(Version master) {
        fill(master);
        change(this::trash);

        Run run = world.runOnce();

        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(world.said(run)).contains("was restored from the replica's trash");
        assertThat(World.uploads(replica())).isEqualTo(1);
        world.assertEqual();
    }

    /** A workflow of the replica trashes the document after each change. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aDocumentThatTheReplicaTrashesAgainWaits(Version master) {
        fill(master);
        changeFile(SECOND);
        replica().faults().on("PATCH", "/api/documents/\\d+/").before(() -> {
            if (copyWith(SECOND) != 0) {
                trash(copyWith(SECOND));
            }
        });
        assertThat(world.runOnce().failed()).isEqualTo(1);
        world.boot.sql().sql("update work set next_at = null").update();

        Run run = world.runOnce();

        assertThat(run.failed()).isEqualTo(1);
        assertThat(world.said(run)).contains("to its trash, probably by a workflow");
        replica().faults().clear();
        tryAgain();
        world.assertEqual();
        assertThat(World.uploads(replica())).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aDocumentWithOtherBytesStaysAndTheFileIsUploadedAgain(Version master) {
        fill(master);
        change(
                copy -> { // the replica is restored from a backup, and gives the id to the document of a user
                    replica().library().erase(copy);
                    replica().library().forgetTasks();
                    replica().library().reuseDocumentIdsAbove(copy - 1);
                    replica().library().add(NewDocument.text("paper.txt", "Of somebody else"));
                });

        Run run = world.runOnce();

        assertThat(run.failed()).isEqualTo(1);
        assertThat(world.said(run)).contains("is no longer the document that was uploaded");
        tryAgain();
        int foreign = copyWith("Of somebody else");
        assertThat(replica().journal().where("PATCH", "/api/documents/" + foreign + "/"))
                .isEmpty();
        assertThat(World.uploads(replica())).isEqualTo(2);
        assertEqualWithout(foreign);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aTrashedDocumentWithOtherBytesStaysThere(Version master) {
        fill(master);
        int[] foreign = {0};
        change(copy -> {
            foreign[0] = copy;
            replica().library().replaceFile(copy, bytes("Of somebody else"));
            trash(copy);
        });

        Run run = world.runOnce();

        assertThat(run.failed()).isEqualTo(1);
        assertThat(world.said(run)).contains("is no longer the document that was uploaded");
        tryAgain();
        world.assertEqual();
        assertThat(trashed()).contains(foreign[0]);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void anotherDocumentWithTheIdOfAReplacedCopyStaysInTheTrash(Version master) {
        fill(master);
        int first = copyWith(FIRST);
        changeFile(SECOND);
        world.run();
        restore(first);
        replica().library().replaceFile(first, bytes("Of somebody else"));
        replica()
                .library()
                .setAdded(first, replica().library().document(first).added().plusSeconds(3600));
        trash(first);
        changeFile(FIRST);

        Run run = world.runOnce();

        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(trashed()).contains(first);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aLiveDocumentWithTheIdOfAReplacedCopyStays(Version master) {
        fill(master);
        int first = copyWith(FIRST);
        changeFile(SECOND);
        world.run();
        restore(first);
        replica().library().replaceFile(first, bytes("Of somebody else"));
        changeFile(FIRST);

        Run run = world.runOnce();

        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(copyWith("Of somebody else")).isEqualTo(first);
        assertEqualWithout(first);
    }
}
