package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.simulator.Journal;
import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.simulator.Paperless;
import io.pngx.controller.simulator.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The controller is killed as by {@code kill -9}, before and after each arrow of an upload, and started again on the
 * same data. There is exactly one live copy afterwards, equal to the master.
 */
class KillTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String UPLOAD = "/api/documents/(post_document|\\d+/update_version)/";
    private static final String DOCUMENT = "/api/documents/\\d+/";

    /** A moment in the life of an upload, told by the call that is just being made. */
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

        private final boolean onMaster;
        private final String method;
        private final String path;
        private final String query;
        private final boolean unhandled;

        Point(boolean onMaster, String method, String path, String query, boolean unhandled) {
            this.onMaster = onMaster;
            this.method = method;
            this.path = path;
            this.query = query;
            this.unhandled = unhandled;
        }
    }

    private final Paperless master = Version.V2.start();
    private final SecondJvm controller = new SecondJvm("128m");

    /** @param unhandled the server never sees the call; else it does, and its answer is lost */
    private record Moment(String name, boolean onMaster, String method, String path, String query, boolean unhandled) {
    }

    private void killAt(Point point, List<Paperless> replicas) {
        killAt(new Moment(point.name(), point.onMaster, point.method, point.path, point.query, point.unhandled), replicas);
    }

    /** Every replica's pipeline comes to this point and stands there; then the process is killed. */
    private void killAt(Moment point, List<Paperless> replicas) {
        CountDownLatch reached = new CountDownLatch(replicas.size());
        CountDownLatch killed = new CountDownLatch(1);
        Runnable stand = () -> {
            reached.countDown();
            await(killed);
        };
        List<Rule> rules = (point.onMaster ? List.of(master) : replicas).stream().map(server -> {
            Rule rule = server.faults().on(point.method, point.path).times(point.onMaster ? replicas.size() : 1);
            rule = point.query == null ? rule : rule.query(point.query);
            return point.unhandled ? rule.before(stand).cutBefore()
                    : rule.before(() -> server.worker().awaitIdle(PATIENCE)).after(stand);
        }).toList();
        controller.start();
        try {
            controller.awaitWhileItRuns(point.name, PATIENCE, () -> reached.getCount() == 0);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + controller.log(), e);
        } finally {
            controller.kill();
            killed.countDown();
            rules.forEach(Rule::end);
        }
    }

    /** The same for a file that changed. A v2 replica has more of them: the old copy is to go. */
    enum Replacing {
        THE_NEW_FILE_IS_FETCHED(true, true, "GET", "/api/documents/\\d+/preview/", true),
        PLANNED_AND_NOT_SENT(true, false, "POST", UPLOAD, true),
        SENT_AND_THE_ANSWER_LOST(true, false, "POST", UPLOAD, false),
        POSTED_AND_NOT_ASKED_FOR(true, false, "GET", "/api/tasks/", true),
        CONSUMED_AND_THE_ANSWER_LOST(true, false, "GET", "/api/tasks/", false),
        CONSUMED_AND_NOT_VERIFIED(false, false, "HEAD", "/api/documents/\\d+/preview/", true),
        THE_NUMBER_OF_THE_OLD_COPY_IS_FREE(false, false, "PATCH", DOCUMENT, false),
        ABOUT_TO_TRASH_THE_OLD_COPY(false, false, "DELETE", DOCUMENT, true),
        TRASHED_AND_THE_ANSWER_LOST(false, false, "DELETE", DOCUMENT, false);

        private final boolean onBoth;
        private final boolean onMaster;
        private final String method;
        private final String path;
        private final boolean unhandled;

        Replacing(boolean onBoth, boolean onMaster, String method, String path, boolean unhandled) {
            this.onBoth = onBoth;
            this.onMaster = onMaster;
            this.method = method;
            this.path = path;
            this.unhandled = unhandled;
        }

        Moment moment() {
            String query = path.equals("/api/tasks/") ? "task_id=" : null;
            return new Moment(name(), onMaster, method, path, query, unhandled);
        }
    }

    @Test
    void aControllerThatDiesAtEveryPointOfAReplacementLeavesOneCopyWithTheNewFile() {
        List<Paperless> replicas = servers(Version.V2, Version.V3);
        try {
            fillMaster();
            controller.configure(master, replicas, 1, LIMIT);
            controller.start();
            controller.awaitSuccess(2, PATIENCE);
            assertThat(controller.stop()).isTrue();
            controller.everythingIsDue();
            replicas.forEach(replica -> replica.journal().clear());
            master.library().documents().forEach(document -> master.library().replaceFile(document.id(), ("rotated " + document.title()).getBytes(StandardCharsets.UTF_8)));
            for (Replacing point : Replacing.values()) {
                killAt(point.moment(), point.onBoth ? replicas : replicas.subList(0, 1));
            }
            controller.start();
            controller.awaitSuccess(4, PATIENCE);
            for (Paperless replica : replicas) {
                assertThat(Equal.differences(master, replica)).as("differences on %s\n%s", replica.version(), controller.log()).isEmpty();
                assertThat(replica.journal().where("POST", UPLOAD)).as(replica.version()).hasSize(4);
            }
            assertThat(replicas.get(0).library().trashed()).as("the three old copies").hasSize(3).allMatch(copy -> copy.asn() == null);
            assertThat(replicas.get(1).library().trashed()).isEmpty();
            replicas.get(1).library().documents().forEach(document -> assertThat(replicas.get(1).library().versions(document.id())).hasSize(2));
            assertThat(master.journal().writes()).isEmpty();
            assertThat(controller.stop()).isTrue();
            assertThat(controller.count("select count(*) from uploads where state in ('PLANNED', 'POSTED', 'CONSUMED')")).isZero();
            assertThat(controller.count("select count(*) from replaced where state <> 'DONE'")).isZero();
        } finally {
            end(replicas);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fillMaster() {
        int tag = Papers.lookup(master.api(), "tags", "name", "a tag");
        int link = Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
        int one = add("one", tag, 1);
        int two = add("two", tag, 2);
        add("three", tag, 3);
        master.api().patch("/api/documents/" + one + "/", Papers.json("custom_fields", List.of(Papers.json("field", link, "value", List.of(two)))));
    }

    private int add(String name, int tag, long asn) {
        return master.library().add(NewDocument.text(name + ".txt", "The document " + name + ".").tags(tag).asn(asn).owner(2));
    }

    private static List<Journal.Entry> posts(Paperless replica) {
        return replica.journal().where("POST", "/api/documents/post_document/");
    }

    private void goOnToTheEndAndJudge(List<Paperless> replicas) {
        controller.start();
        controller.awaitSuccess(replicas.size(), PATIENCE);
        for (Paperless replica : replicas) {
            assertThat(Equal.differences(master, replica)).as("differences on %s\n%s", replica.version(), controller.log()).isEmpty();
            assertThat(replica.library().trashed()).isEmpty();
            // Each start may have to prove the replica anew; nothing else is ever deleted.
            assertThat(replica.journal().where("DELETE", ".*")).allMatch(entry -> entry.path().matches("/api/tags/\\d+/"));
        }
        assertThat(master.journal().writes()).isEmpty();
        assertThat(controller.stop()).as("it ends when it is asked to").isTrue();
        assertThat(controller.count("select count(*) from sync_runs where state in ('queued', 'running')")).isZero();
        assertThat(controller.count("select count(*) from uploads where state in ('PLANNED', 'POSTED', 'CONSUMED')")).isZero();
        assertThat(controller.spooled()).isEmpty();
    }

    private void end(List<Paperless> replicas) {
        controller.close();
        master.close();
        replicas.forEach(Paperless::close);
    }

    private static List<Paperless> servers(Version... versions) {
        List<Paperless> servers = Stream.of(versions).map(Version::start).toList();
        servers.forEach(server -> server.library().documentIdsFrom(1000));
        return servers;
    }

    /** On a v2 and a v3 replica at the same time: one document after the other, one death after the other. */
    @Test
    void aControllerThatDiesAtEveryPointOfAnUploadLeavesOneCopyOfEachDocument() {
        List<Paperless> replicas = servers(Version.V2, Version.V3);
        try {
            fillMaster();
            controller.configure(master, replicas, 1, LIMIT);
            for (Point point : Point.values()) {
                killAt(point, replicas);
            }
            goOnToTheEndAndJudge(replicas);
            assertThat(controller.starts()).isEqualTo(Point.values().length + 1);
            for (Paperless replica : replicas) {
                // The one that was never handled, the one whose answer was lost, and one for each of the two others.
                assertThat(posts(replica)).as(replica.version()).hasSize(4);
            }
            List<Journal.Entry> v3 = posts(replicas.get(1));
            assertThat(Duration.between(v3.get(0).time(), v3.get(1).time())).as("the worker's time is waited for").isGreaterThan(LIMIT);
        } finally {
            end(replicas);
        }
    }

    static Stream<Arguments> pointsAndVersions() {
        return Stream.of(Point.values()).flatMap(point -> Stream.of(Version.values()).map(version -> Arguments.of(point, version)));
    }

    @ParameterizedTest
    @MethodSource("pointsAndVersions")
    @EnabledIfSystemProperty(named = "pngx.soak", matches = "true")
    void aControllerThatDiesOnceLeavesOneCopyOfEachDocument(Point point, Version version) {
        List<Paperless> replicas = servers(version);
        try {
            fillMaster();
            controller.configure(master, replicas, 2, LIMIT);
            killAt(point, replicas);
            goOnToTheEndAndJudge(replicas);
            boolean again = point == Point.PLANNED_AND_NOT_SENT;
            assertThat(posts(replicas.get(0))).hasSize(again ? 4 : 3);
        } finally {
            end(replicas);
        }
    }
}
