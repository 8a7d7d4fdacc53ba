package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Journal;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Base class for tests with two documents. The upload of the first document is disturbed. */
abstract class UploadTrouble {
    static final String POST = "/api/documents/post_document/";
    static final Duration LIMIT = Duration.ofSeconds(1);

    World world;
    Paperless replica;

    @AfterEach
    void end() {
        if (world != null) {
            world.close();
        }
    }

    /** Creates a master with two documents. */
    void world(Version version) {
        world = World.of(Version.V2, version);
        replica = world.replica().server();
        // One upload at a time, so that the disturbance meets the first document.
        world.boot.sql().sql("update replicas set uploads_in_flight = 1").update();
        world.boot.settings().put(Setting.WORKER_TIME_LIMIT, String.valueOf(LIMIT.toSeconds()));
        add("troubled.txt", "The document that meets trouble.");
        add("easy.txt", "A document that meets none.");
    }

    int add(String name, String text) {
        return world.master.library().add(NewDocument.text(name, text));
    }

    DocumentView troubled() {
        return world.master.library().documents().get(0);
    }

    List<DocumentView> copies() {
        return replica.library().documents().stream()
                .filter(copy -> copy.sha256().equals(troubled().sha256()))
                .toList();
    }

    void oneCopyEach() {
        world.assertEqual();
        assertThat(replica.library().trashed()).isEmpty();
    }

    List<Journal.Entry> posts() {
        return replica.journal().where("POST", POST);
    }

    /** Checks that the other document is on the replica, and returns the message about the failed one. */
    String reported() {
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(replica.library().documents()).anyMatch(copy -> copy.title().equals("easy"));
        return world.said(run);
    }

    /** Moves the times of uploads back, as if this time had passed. */
    void pass(Duration time) {
        String then = Instant.now().minus(time).toString();
        world.boot
                .sql()
                .sql("update uploads set changed_at = ?, planned_at = ?, next_poll_at = null")
                .params(then, then)
                .update();
    }

    /** Makes the next attempts due. */
    void comeAround() {
        world.boot.sql().sql("update work set next_at = null").update();
        world.boot.sql().sql("update uploads set next_poll_at = null").update();
    }

    void awaitUpload(String state) {
        world.eventually(
                "an upload that is " + state,
                () -> world.boot
                                .sql()
                                .sql("select count(*) from uploads where replica_id = ? and state = ?")
                                .params(world.replica().id(), state)
                                .query(Integer.class)
                                .single()
                        > 0);
    }

    void assertTheLimitWasWaitedFor() {
        assertThat(posts()).hasSizeGreaterThan(2);
        assertThat(Duration.between(posts().get(0).time(), posts().get(1).time()))
                .isGreaterThanOrEqualTo(LIMIT);
    }
}
