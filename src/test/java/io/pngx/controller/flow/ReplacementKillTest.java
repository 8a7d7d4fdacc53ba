package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Like {@link KillTest}, for files that changed on the master. A v2 replica has more points, because its old copy is
 * deleted. Without soak, the test uses three points; with soak, all.
 */
class ReplacementKillTest {
    private static final String UPLOAD = "/api/documents/(post_document|\\d+/update_version)/";
    private static final String DOCUMENT = "/api/documents/\\d+/";

    enum Point {
        THE_NEW_FILE_IS_FETCHED(2, true, "GET", "/api/documents/\\d+/preview/", true),
        PLANNED_AND_NOT_SENT(2, false, "POST", UPLOAD, true),
        SENT_AND_THE_ANSWER_LOST(2, false, "POST", UPLOAD, false),
        POSTED_AND_NOT_ASKED_FOR(2, false, "GET", "/api/tasks/", true),
        CONSUMED_AND_THE_ANSWER_LOST(2, false, "GET", "/api/tasks/", false),
        CONSUMED_AND_NOT_VERIFIED(1, false, "HEAD", "/api/documents/\\d+/preview/", true),
        THE_NUMBER_OF_THE_OLD_COPY_IS_FREE(1, false, "PATCH", DOCUMENT, false),
        ABOUT_TO_TRASH_THE_OLD_COPY(1, false, "DELETE", DOCUMENT, true),
        TRASHED_AND_THE_ANSWER_LOST(1, false, "DELETE", DOCUMENT, false);

        private static final List<Point> AT_THE_DESK =
                List.of(PLANNED_AND_NOT_SENT, SENT_AND_THE_ANSWER_LOST, TRASHED_AND_THE_ANSWER_LOST);

        private final int replicas;
        private final Killing.Moment moment;

        Point(int replicas, boolean onMaster, String method, String path, boolean unhandled) {
            this.replicas = replicas;
            moment = new Killing.Moment(
                    onMaster, method, path, path.equals("/api/tasks/") ? "task_id=" : null, unhandled);
        }
    }

    @Test
    void aControllerThatDiesAtEveryPointOfAReplacementLeavesOneCopyWithTheNewFile() {
        try (Killing killing = new Killing(Version.V2, Version.V3)) {
            SecondJvm controller = killing.controller;
            Paperless master = killing.master;
            Paperless v2 = killing.replicas.get(0);
            Paperless v3 = killing.replicas.get(1);
            controller.configure(master, killing.replicas, 1, Killing.LIMIT);
            controller.start();
            controller.awaitSuccess(2, Killing.PATIENCE);
            assertThat(controller.stop()).isTrue();
            controller.everythingIsDue();
            killing.replicas.forEach(replica -> replica.journal().clear());
            master.library()
                    .documents()
                    .forEach(document -> master.library()
                            .replaceFile(
                                    document.id(), ("rotated " + document.title()).getBytes(StandardCharsets.UTF_8)));
            List<Point> points = Boolean.getBoolean("pngx.soak") ? List.of(Point.values()) : Point.AT_THE_DESK;
            for (Point point : points) {
                killing.killAt(point.name(), point.moment, point.replicas);
            }
            killing.goOnToTheEnd(4);
            assertThat(controller.count("select count(*) from replaced_copies where state <> 'DONE'"))
                    .isZero();
            assertThat(v2.journal().where("POST", UPLOAD)).hasSize(4);
            assertThat(v3.journal().where("POST", UPLOAD)).hasSize(4);
            assertThat(v2.library().trashed())
                    .as("the three old copies")
                    .hasSize(3)
                    .allMatch(copy -> copy.asn() == null);
            assertThat(v3.library().trashed()).isEmpty();
            v3.library()
                    .documents()
                    .forEach(document ->
                            assertThat(v3.library().versions(document.id())).hasSize(2));
        }
    }
}
