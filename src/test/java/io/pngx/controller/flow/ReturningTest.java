package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A document returns to the master while two documents of the replica have its bytes, which only v3 allows. */
class ReturningTest {
    private static final Duration AN_INTERVAL = Duration.ofHours(25);

    private World world;
    private final List<Integer> ids = new ArrayList<>();

    @AfterEach
    void end() {
        world.boot.sql().sql("delete from settings where key = 'deletion_mode'").update();
        world.close();
    }

    private Paperless filled(int documents) {
        world = World.of(Version.V3, Version.V3).deletesAreExpected();
        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        for (int i = 1; i <= documents; i++) {
            ids.add(world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .title("paper " + i)));
        }
        world.run();
        return world.replica().server();
    }

    @Test
    void whatComesBackHasItsOwnCopyAndNotAStrangersWithTheSameBytes() {
        Paperless replica = filled(20);
        world.master.api().delete("/api/documents/" + ids.get(0) + "/");
        world.runOnce();
        world.boot.clock.move(AN_INTERVAL);
        world.runOnce();
        int trashed = replica.library().trashed().get(0).id();
        int stranger = replica.library()
                .add(NewDocument.text("its own name.txt", "The text of paper 1").title("its own title"));
        world.runOnce();
        world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(ids.get(0))));

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(Equal.differences(world.master, replica, Set.of(stranger), Set.of()))
                .isEmpty();
        assertThat(replica.library().document(trashed).title()).isEqualTo("paper 1");
        assertThat(replica.library().document(stranger).title())
                .as("it is left alone")
                .isEqualTo("its own title");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
    }

    /** The database of an earlier version may offer a second document although the document has its copy. */
    @Test
    void anotherDocumentIsNoLongerOfferedForOneThatHasItsCopy() {
        Paperless replica = filled(1);
        int stranger = replica.library().add(NewDocument.text("its own name.txt", "The text of paper 1"));
        world.boot
                .sql()
                .sql("insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at) "
                        + "values (?, ?, ?, 'paper 1', '2026-01-01T00:00:00Z')")
                .params(world.replica().id(), ids.get(0), stranger)
                .update();

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
    }

    /** The controller trashed a copy, and the document has another copy now. */
    @Test
    void whatWeTrashedStaysThereWhereAnotherCopyStandsForItsDocument() {
        Paperless replica = filled(1);
        int trashed = replica.library().add(NewDocument.text("paper 1.txt", "The text of paper 1"));
        replica.api().delete("/api/documents/" + trashed + "/");
        world.boot
                .sql()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, "
                        + "state, first_seen_at) "
                        + "values (?, 'documents', ?, ?, 'paper 1', 'DONE', '2026-01-01T00:00:00Z')")
                .params(world.replica().id(), ids.get(0), trashed)
                .update();

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(replica.library().trashed()).hasSize(1);
    }
}
