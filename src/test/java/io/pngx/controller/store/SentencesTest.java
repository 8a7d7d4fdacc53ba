package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sentence that the database holds is read as the text that was written, so that it can be translated. */
class SentencesTest {
    private static final Instant NOW = Store.NOW;
    /** A text with a value, a number and another text. */
    private static final Text WHY = Text.of("{0}: {1} ({2})", "a \"name\" {1}", 1234L, Text.of("New on the master."));

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Upload upload(long masterId) {
        return store.uploads.plan(
                store.replica,
                masterId,
                masterId + ".pdf",
                7,
                "md5",
                "sha256",
                null,
                new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                false);
    }

    private long scalar(String sql) {
        return store.db.read().sql(sql).query(Long.class).single();
    }

    @Test
    void ofAReplicaAndOfARun() {
        Run run = store.run();
        store.replicas.state(store.replica, Replica.State.ERROR, WHY);
        store.runs.finish(run.id(), Run.State.FAILED, WHY);

        assertThat(store.replicas.find(store.replica).orElseThrow().lastError()).isEqualTo(WHY);
        assertThat(store.now(run).error()).isEqualTo(WHY);
        assertThat(scalar("select count(*) from sync_runs where error = 'a \"name\" {1}: 1,234 (New on the master.)'"))
                .as("the English sentence stays in its column")
                .isEqualTo(1);
        store.replicas.state(store.replica, Replica.State.OK, null);
        assertThat(store.replicas.find(store.replica).orElseThrow().lastError()).isNull();
    }

    @Test
    void ofARunThatTheEndOfTheProcessInterrupted() {
        Run run = store.run();
        store.runs.abortLeftOvers();

        assertThat(store.now(run).error().in(Language.GERMAN)).startsWith("Der Controller wurde während dieses Laufs");
    }

    @Test
    void ofDocumentsThatWait() {
        Run run = store.run();
        store.plan(
                run,
                new WorkPlanning.Planned(1, Work.Reason.NEW, null),
                new WorkPlanning.Planned(2, Work.Reason.NEW, null));
        store.work.failed(store.replica, 1, run.id(), WHY, NOW);
        store.work.defer(store.replica, 2, run.id(), WHY);

        assertThat(store.work.find(store.replica, 1).orElseThrow().error()).isEqualTo(WHY);
        assertThat(store.work.find(store.replica, 2).orElseThrow().error()).isEqualTo(WHY);
        assertThat(new DocumentList(store.db).everywhere(List.of(1L, 2L)))
                .extracting(DocumentStatus.Row::reason)
                .containsExactly(WHY, WHY);
        assertThat(new Coverage(store.db).wanted(store.replica, 9))
                .extracting(Coverage.Missing::why)
                .containsExactly(WHY, WHY);
    }

    @Test
    void ofUploads() {
        Upload open = upload(1);
        store.uploads.question(open, WHY, null, false, NOW);
        Upload failed = upload(2);
        store.uploads.abandon(failed.id(), WHY);

        assertThat(store.uploads.find(open.id()).orElseThrow().question()).isEqualTo(WHY);
        assertThat(store.uploads.find(failed.id()).orElseThrow().error()).isEqualTo(WHY);
        store.uploads.posted(open.id(), "task", true, NOW);
        assertThat(store.uploads.find(open.id()).orElseThrow().question()).isNull();
    }

    @Test
    void ofHeldDeletions() {
        Tombstones tombstones = new Tombstones(store.db);
        tombstones.observe(store.replica, Tombstone.DOCUMENTS, 1, 101, "One", NOW);
        long id = tombstones.pending(store.replica).get(0).id();
        tombstones.hold(id, DeletionCause.LIMIT, WHY);

        assertThat(tombstones.find(id).orElseThrow().reason()).isEqualTo(WHY);
        assertThat(tombstones.find(id).orElseThrow().cause()).isEqualTo(DeletionCause.LIMIT);
        tombstones.decide(List.of(id), true);
        assertThat(tombstones.find(id).orElseThrow().reason()).isNull();
        assertThat(tombstones.find(id).orElseThrow().cause()).isNull();
        tombstones.notOurs(id, WHY);
        assertThat(tombstones.find(id).orElseThrow().reason()).isEqualTo(WHY);
        assertThat(tombstones.find(id).orElseThrow().cause()).isEqualTo(DeletionCause.OTHER);
    }

    @Test
    void ofReviews() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        Plans plans = new Plans(store.db);
        plans.add(run.id(), "documents", PlanRow.Action.WAIT, 1L, null, "One", Plans.NO_CHANGES, WHY);
        Verifications verifications = new Verifications(store.db);
        for (Text problem : new Text[] {Text.verbatim("Before."), WHY}) {
            verifications.put(new Verification(
                    store.replica,
                    1,
                    101,
                    "One",
                    Verification.Result.MISMATCH,
                    Verification.Finding.DIFFERS,
                    Verification.Finding.OK,
                    "",
                    Verification.How.DOWNLOAD,
                    problem,
                    run.id(),
                    NOW));
        }

        assertThat(plans.page(run.id(), null, null, 0, 9).get(0).reason()).isEqualTo(WHY);
        assertThat(verifications.ofDocument(1).get(0).problem()).isEqualTo(WHY);
    }

    @Test
    void ofDrills() {
        Drills drills = new Drills(store.db);
        long drill = drills.queue(store.replica, true, NOW).orElseThrow().id();
        drills.start(drill, NOW);
        Drill.Result ok = Drill.Result.OK;
        drills.put(drill, new Drill.Document(1, 101, "One", ok, ok, ok, ok, ok, WHY));
        drills.finish(drill, Drill.State.FAILED, WHY, List.of(new Drill.Check(Drill.Subject.TAG, ok, WHY)), NOW);

        assertThat(drills.find(drill).orElseThrow().summary()).isEqualTo(WHY);
        assertThat(drills.last(store.replica).orElseThrow().summary()).isEqualTo(WHY);
        assertThat(drills.last().get(store.replica).summary()).isEqualTo(WHY);
        assertThat(drills.checks(drill).get(0).detail()).isEqualTo(WHY);
        assertThat(drills.documents(drill).get(0).detail()).isEqualTo(WHY);
    }

    @Test
    void ofSwitchovers() {
        Switchovers switchovers = new Switchovers(store.db);
        long id = switchovers
                .request(
                        Switchover.Kind.PLANNED,
                        store.replicas.find(store.replica).orElseThrow(),
                        "http://master:8000",
                        "Old",
                        "by hand",
                        NOW)
                .orElseThrow()
                .id();
        switchovers.end(id, Switchover.State.GIVEN_UP, WHY, NOW);
        SwitchoverReport report = new SwitchoverReport(
                3,
                WHY,
                List.of(new SwitchoverReport.Line(
                        "missing", 1, WHY, List.of(new SwitchoverReport.Document(1L, "old master", "One")))));

        assertThat(switchovers.find(id).orElseThrow().reason()).isEqualTo(WHY);
        assertThat(SwitchoverReport.of(report.json())).isEqualTo(report);
        assertThat(SwitchoverReport.of("""
                        {"documents": 3, "readiness": "Ready.", "lines": [
                          {"code": "drills", "count": 2, "text": "Results.", "documents": []}]}"""))
                .as("a report of an older version")
                .isEqualTo(new SwitchoverReport(
                        3,
                        Text.verbatim("Ready."),
                        List.of(new SwitchoverReport.Line("drills", 2, Text.verbatim("Results."), List.of()))));
    }

    @Test
    void ofReceiversOfAlerts() {
        AlertTargets targets = new AlertTargets(store.db);
        targets.put("webhook", null, "url", null);
        targets.refused("webhook", WHY);

        assertThat(targets.find("webhook").orElseThrow().lastError()).isEqualTo(WHY);
    }
}
