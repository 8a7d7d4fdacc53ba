package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.Journal;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the controller before and after each step of an upload, and starts it again on the same data. Afterwards there
 * is exactly one live copy, equal to the master. Without soak, the test uses four points of an upload; with soak, all.
 */
class KillTest {
    private static final String DOCUMENT = "/api/documents/\\d+/";

    /** A moment in the life of an upload. */
    enum Point {
        THE_ORIGINAL_IS_FETCHED(true, "GET", "/api/documents/\\d+/preview/", null, true),
        ITS_BYTES_WERE_LOOKED_FOR(false, "GET", "/api/documents/", "checksum__iexact", false),
        PLANNED_AND_NOT_SENT(false, "POST", "/api/documents/post_document/", null, true),
        SENT_AND_THE_ANSWER_LOST(false, "POST", "/api/documents/post_document/", null, false),
        POSTED_AND_NOT_ASKED_FOR(false, "GET", "/api/tasks/", "task_id=", true),
        CONSUMED_AND_THE_ANSWER_LOST(false, "GET", "/api/tasks/", "task_id=", false),
        CONSUMED_AND_KNOWN(true, "GET", DOCUMENT, "full_perms", true),
        ABOUT_TO_BE_WRITTEN(false, "PATCH", DOCUMENT, null, true),
        WRITTEN_AND_THE_ANSWER_LOST(false, "PATCH", DOCUMENT, null, false),
        WRITTEN_AND_NOT_READ_BACK(false, "GET", DOCUMENT, "full_perms", true),
        READ_BACK_AND_NOT_SETTLED(false, "GET", DOCUMENT, "full_perms", false),
        SETTLED_AND_NOT_ACKNOWLEDGED(false, "POST", "/api/tasks/acknowledge/", null, true),
        ACKNOWLEDGED(false, "POST", "/api/tasks/acknowledge/", null, false);

        /** Points whose loss could upload a document twice or leave it half written. */
        private static final List<Point> AT_THE_DESK = List.of(
                PLANNED_AND_NOT_SENT,
                SENT_AND_THE_ANSWER_LOST,
                WRITTEN_AND_THE_ANSWER_LOST,
                SETTLED_AND_NOT_ACKNOWLEDGED);

        private final Killing.Moment moment;

        Point(boolean onMaster, String method, String path, String query, boolean unhandled) {
            moment = new Killing.Moment(onMaster, method, path, query, unhandled);
        }
    }

    /** Uses a v2 and a v3 replica at the same time. Each document is followed by one kill. */
    @Test
    void aControllerThatDiesAtEveryPointOfAnUploadLeavesOneCopyOfEachDocument() {
        try (Killing killing = new Killing(Version.V2, Version.V3)) {
            killing.controller.configure(killing.master, killing.replicas, 1, Killing.LIMIT);
            List<Point> points = Boolean.getBoolean("pngx.soak") ? List.of(Point.values()) : Point.AT_THE_DESK;
            if (points.contains(Point.ITS_BYTES_WERE_LOOKED_FOR)) {
                killing.addForeignDocuments();
            }
            for (Point point : points) {
                if (point == Point.ACKNOWLEDGED) {
                    killing.add("four", 4); // at the point before, all others were settled
                }
                killing.killAt(point.name(), point.moment, 2);
            }
            goOnToTheEnd(killing);
            assertThat(killing.controller.starts()).isEqualTo(points.size() + 1);
            for (Paperless replica : killing.replicas) {
                // One POST was never handled, one lost its answer, and each other document has one.
                assertThat(posts(replica))
                        .as(replica.version())
                        .hasSize(1 + killing.master.library().documents().size());
            }
            List<Journal.Entry> v3 = posts(killing.replicas.get(1));
            assertThat(Duration.between(v3.get(0).time(), v3.get(1).time()))
                    .as("the worker's time is waited for")
                    .isGreaterThan(Killing.LIMIT);
        }
    }

    static Stream<Arguments> pointsAndVersions() {
        return Stream.of(Point.values())
                .flatMap(point -> Stream.of(Version.values()).map(version -> Arguments.of(point, version)));
    }

    @ParameterizedTest
    @MethodSource("pointsAndVersions")
    @EnabledIfSystemProperty(named = "pngx.soak", matches = "true")
    void aControllerThatDiesOnceLeavesOneCopyOfEachDocument(Point point, Version version) {
        try (Killing killing = new Killing(version)) {
            killing.controller.configure(killing.master, killing.replicas, 2, Killing.LIMIT);
            if (point == Point.ITS_BYTES_WERE_LOOKED_FOR) {
                killing.addForeignDocuments();
            }
            killing.killAt(point.name(), point.moment, 1);
            goOnToTheEnd(killing);
            assertThat(posts(killing.replicas.get(0))).hasSize(point == Point.PLANNED_AND_NOT_SENT ? 4 : 3);
        }
    }

    private static void goOnToTheEnd(Killing killing) {
        killing.goOnToTheEnd(killing.replicas.size());
        for (Paperless replica : killing.replicas) {
            assertThat(replica.library().trashed()).isEmpty();
            // Each start may prove the replica again, which deletes a tag. Nothing else is deleted.
            assertThat(replica.journal().where("DELETE", ".*"))
                    .allMatch(entry -> entry.path().matches("/api/tags/\\d+/"));
        }
    }

    private static List<Journal.Entry> posts(Paperless replica) {
        return replica.journal().where("POST", "/api/documents/post_document/");
    }
}
