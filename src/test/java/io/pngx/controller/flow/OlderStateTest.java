package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import io.pngx.simulator.Rule;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance is restored from a backup that has the same documents, but not their last changes. */
class OlderStateTest {
    private static final int DOCUMENTS = 30;

    private World world;
    private final List<Integer> ids = new ArrayList<>();

    @AfterEach
    void end() {
        world.close();
    }

    /** Fills the replica with documents that were last changed two days ago. */
    private void fill(Version version) {
        world = World.of(version, version);
        Instant before = Instant.now().minus(Duration.ofDays(2));
        for (int i = 1; i <= DOCUMENTS; i++) {
            ids.add(world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .title("paper " + i)
                            .added(before)
                            .modified(before.plusSeconds(i))));
        }
        world.run();
    }

    private void rename(int... papers) {
        for (int paper : papers) {
            world.master
                    .api()
                    .patch("/api/documents/" + ids.get(paper - 1) + "/", Map.of("title", "paper " + paper + " anew"));
        }
    }

    /** Undoes what {@link #rename} did, as a restore from a backup does. */
    private void restoreMaster(int... papers) {
        for (int paper : papers) {
            rename(paper); // any change; the values of the backup follow
            world.master.api().patch("/api/documents/" + ids.get(paper - 1) + "/", Map.of("title", "paper " + paper));
            world.master
                    .library()
                    .setModified(
                            ids.get(paper - 1),
                            Instant.now().minus(Duration.ofDays(2)).plusSeconds(paper));
        }
    }

    /** What a restore undid is no edit of a user, which would stay. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aReplicaInAnOlderStateIsSetRightAlsoWhereEditsAreOnlyReported(Version version) {
        fill(version);
        world.boot.settings().put(Setting.DRIFT, "report");
        try {
            aReplicaInAnOlderStateIsComparedAsAWhole();
        } finally {
            world.boot.sql().sql("delete from settings where key = 'drift'").update();
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aReplicaInAnOlderStateIsComparedAsAWhole(Version version) {
        fill(version);
        aReplicaInAnOlderStateIsComparedAsAWhole();
    }

    private void aReplicaInAnOlderStateIsComparedAsAWhole() {
        rename(1, 2);
        world.run();
        world.assertEqual();
        Paperless replica = world.replica().server();
        replica.library().documents().forEach(copy -> {
            if (copy.title().endsWith(" anew")) {
                replica.api()
                        .patch(
                                "/api/documents/" + copy.id() + "/",
                                Map.of("title", copy.title().replace(" anew", "")));
                replica.library().setModified(copy.id(), Instant.now().minus(Duration.ofDays(1)));
            }
        });

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(world.said(run)).contains("of the replica is in an older state than before");
        world.assertEqual();
        assertThat(world.said(world.runOnce())).as("it is said once").doesNotContain("older state");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aReplicaInAnOlderStateIsNoticedIfOnlyNotesWereWritten(Version version) {
        fill(version);
        world.master.api().post("/api/documents/" + ids.get(0) + "/notes/", Map.of("note", "Paid."));
        world.run();
        world.assertEqual();
        Paperless replica = world.replica().server();
        for (DocumentView copy : replica.library().documents()) {
            copy.notes().forEach(note -> {
                replica.api().delete("/api/documents/" + copy.id() + "/notes/?id=" + note.id());
                replica.library().setModified(copy.id(), Instant.now().minus(Duration.ofDays(1)));
            });
        }

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(world.said(run)).contains("of the replica is in an older state than before");
        world.assertEqual();
    }

    /** A document without a copy has a date of a time in which the clock was ahead: no sign of another library. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatWasAheadFreezesNothing(boolean seenMeanwhile) {
        fill(Version.V2);
        world.master.clock().move(Duration.ofHours(2));
        world.master.library().add(NewDocument.of("secret.pdf", Papers.pdf("/Encrypt")));
        if (seenMeanwhile) {
            assertThat(world.runOnce().state()).isEqualTo(Run.State.PARTIAL);
        }
        world.master.clock().move(Duration.ofHours(-2));
        for (int i = 1; i <= 3; i++) {
            world.master.library().add(NewDocument.text("later " + i + ".txt", "A later text " + i));

            Run run = world.run(world.replica(), Run.Mode.FULL);

            assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.PARTIAL);
            assertThat(world.replica().server().library().documents()).hasSize(DOCUMENTS + i);
        }
        // Two hours later, the date is no longer in the future.
        world.master.clock().move(Duration.ofHours(3));
        Run run = world.run(world.replica(), Run.Mode.FULL);
        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.PARTIAL);
    }

    /** A proxy before the master writes the header Date, and its clock is ahead of the clock of paperless-ngx. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void noChangeIsMissedIfTheClockOfAProxyIsAhead(Version version) {
        fill(version);
        world.master.clock().move(Duration.ofHours(1));
        world.run();
        for (int paper : new int[] {3, 9}) {
            rename(paper);
            world.master.library().setModified(ids.get(paper - 1), Instant.now());

            Run run = world.runOnce();

            assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
            world.assertEqual();
        }
    }

    private void renameAt(int paper, Instant time) {
        rename(paper);
        world.master.library().setModified(ids.get(paper - 1), time);
    }

    private String missed(int paper) {
        return "A change of document " + ids.get(paper - 1) + " of the master was missed";
    }

    /** A proxy before the master writes the header Date, and the clock of paperless-ngx was set back. */
    @ParameterizedTest
    @CsvSource({"V2, 3", "V3, 3", "V3, 72"})
    void noChangeIsMissedIfOnlyTheClockOfPaperlessIsSetBack(Version version, int hours) {
        fill(version);
        // Paper 25 is one of the newest documents, but not one of those that were changed last.
        for (int paper = 1; paper <= 20; paper++) {
            rename(paper);
        }
        world.run();
        renameAt(25, Instant.now().minus(Duration.ofHours(hours)));

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(world.said(run)).contains(missed(25));
        world.assertEqual();
        assertThat(world.said(world.runOnce())).as("it is said once").doesNotContain("was missed");
    }

    /** No run compares an excluded document, and a document that failed waits for its next attempt. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void documentsThatNoRunComparesNowShowNoMissedChange(Version version) {
        fill(version);
        rename(30);
        world.run();
        renameAt(25, Instant.now().minus(Duration.ofHours(3)));
        renameAt(24, Instant.now().minus(Duration.ofHours(3)));
        world.boot
                .sql()
                .sql("insert into work(replica_id, master_id, reason, created_at, next_at)"
                        + " values (?, ?, 'changed', '2026-01-01', '9998')")
                .params(world.replica().id(), ids.get(24))
                .update();
        world.boot
                .sql()
                .sql("insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, ?, 'a rule', 'revision', 'seen', 'paper 24')")
                .params(world.replica().id(), ids.get(23))
                .update();

        assertThat(world.said(world.runOnce())).doesNotContain("All documents are compared");
    }

    /** The next scan lists the change. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aChangeAfterTheScanIsNotMissed(Version version) {
        fill(version);
        world.run();
        Rule sample = world.master
                .faults()
                .on("GET", "/api/documents/")
                .query("id__in=")
                .once();
        sample.before(() -> rename(25));

        assertThat(world.said(world.runOnce())).doesNotContain("All documents are compared");
        assertThat(sample.hits()).isEqualTo(1);
        Run next = world.runOnce();
        assertThat(world.said(next)).doesNotContain("All documents are compared");
        world.assertEqual();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aMasterInAnOlderStateFreezesUntilItIsAccepted(Version version) {
        fill(version);
        rename(1, 2, 3);
        world.run();
        world.assertEqual();
        Paperless replica = world.replica().server();
        restoreMaster(1, 2, 3);
        // an earlier run did not get to the document
        world.boot
                .sql()
                .sql("insert into work(replica_id, master_id, reason, created_at) values (?, ?, 'full', '2026-01-01')")
                .params(world.replica().id(), ids.get(2))
                .update();
        replica.journal().clear();

        Run run = world.runOnce();

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(world.said(run))
                .contains("The master is in an older state than before", "3 documents lost their last changes");
        assertThat(replica.journal().writes()).isEmpty();

        world.run(world.replica(), Run.Mode.DRY_RUN);
        HttpResponse<String> accepted = SecondJvm.send(HttpRequest.newBuilder(URI.create(
                        world.boot.url() + "/api/replicas/" + world.replica().id() + "/accept"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"what\":\"master\"}")));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
        world.run();
        world.assertEqual();
        assertThat(replica.library().documents()).noneMatch(copy -> copy.title().endsWith(" anew"));
        assertThat(world.said(world.runOnce())).doesNotContain("older state");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void oneOlderDocumentOfTheMasterIsCarriedAndSaid(Version version) {
        fill(version);
        rename(7);
        world.run();
        restoreMaster(7);

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(world.said(run)).contains("of the master is in an older state than before");
        world.assertEqual();
        assertThat(world.said(world.runOnce())).doesNotContain("older state");
    }
}
