package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.controller.rules.RuleLoader;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Upload;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each kind of entry appears with its cause, and disappears with it. */
class InboxTest {
    private static WebServer server;
    private final List<RuleCatalogue.Entry> rules = new ArrayList<>();
    private Inbox inbox;
    private Drills drills;
    private long home;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void aReplicaThatNeedsNobody() {
        server.reset();
        server.master();
        Overview overview = new Overview(Tables.of(server.db), () -> server.master);
        inbox = new Inbox(
                Tables.of(server.db), overview, new SwitchoverViews(Tables.of(server.db), overview), () -> rules);
        drills = new Drills(server.db);
        home = replica("Home");
        assertThat(inbox.entries()).isEmpty();
    }

    private static long replica(String name) {
        long id = server.replica(name);
        server.replicas.state(id, Replica.State.OK, null);
        String now = Times.text(Instant.now());
        sql("update replicas set watermark = ?, last_sync_ts = ? where id = ?", now, now, id);
        return id;
    }

    private static void sql(String sql, Object... values) {
        server.db.write().sql(sql).params(List.of(values)).update();
    }

    private InboxEntry only() {
        assertThat(inbox.entries()).hasSize(1);
        return inbox.entries().get(0);
    }

    private static void work(long replica, long masterId, int attempts) {
        sql(
                "insert into work(replica_id, master_id, reason, attempts, error, created_at)"
                        + " values (?, ?, 'new', ?, 'Why.', ?)",
                replica,
                masterId,
                attempts,
                Times.text(Instant.now()));
    }

    private static void held(long replica, long masterId) {
        Tombstones tombstones = new Tombstones(server.db);
        tombstones.observe(replica, "documents", masterId, masterId + 100, "Invoice", Instant.now());
        tombstones
                .pending(replica)
                .forEach(tombstone -> tombstones.hold(
                        tombstone.id(), DeletionCause.NOT_IN_TRASH, Text.verbatim("Not seen in the trash.")));
    }

    private static void decideAll(boolean approve) {
        Tombstones tombstones = new Tombstones(server.db);
        server.replicas.all().stream()
                .flatMap(replica -> tombstones.pending(replica.id()).stream())
                .forEach(tombstone -> tombstones.decide(List.of(tombstone.id()), approve));
    }

    @Test
    void heldDeletionsAreOneEntryUntilTheyAreDecided() {
        held(home, 1);
        assertThat(only().sentence().toString())
                .isEqualTo("1 deletion on \"Home\" waits; until you decide, it is not carried out.");
        assertThat(only().kind().word()).isEqualTo("held_deletions");
        assertThat(only().page()).isEqualTo("/deletions");
        assertThat(only().action())
                .as("a deletion needs a look at what is deleted")
                .isNull();
        assertThat(only().replicaId()).isEqualTo(home);

        held(replica("Cellar"), 1);
        assertThat(only().sentence().toString())
                .isEqualTo("2 deletions on 2 replicas wait; until you decide, they are not carried out.");
        assertThat(only().count()).isEqualTo(2);
        assertThat(only().replicaId()).isNull();

        decideAll(false);
        assertThat(inbox.entries()).isEmpty();
    }

    @Test
    void anAdoptionThatARunOfferedWaitsUntilItIsConfirmed() {
        sql(
                "insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at)"
                        + " values (?, 7, 107, 'There', ?)",
                home,
                Times.text(Instant.now()));

        assertThat(only().kind().word()).isEqualTo("adoption");
        assertThat(only().sentence().toString())
                .isEqualTo(
                        "\"Home\" already holds 1 document of the master; until you adopt it, it is not synchronised.");
        assertThat(only().action().path()).isEqualTo("/api/replicas/" + home + "/accept");
        assertThat(only().action().body()).isEqualTo(Map.of("what", "adoption"));
        assertThat(only().action().question().toString()).isNotBlank();

        new MaintenanceState(server.db).acceptAdoption(home, Instant.now());
        assertThat(inbox.entries()).isEmpty();
    }

    @Test
    void anAdoptionThatADryRunFoundWaitsUntilItIsConfirmedOrALaterRunSucceeds() {
        long fresh = server.replica("Fresh");
        offeredByADryRun(fresh);
        assertThat(only().count()).isEqualTo(2);
        new MaintenanceState(server.db).seen(fresh, 9);
        new MaintenanceState(server.db).acceptAdoption(fresh, Instant.now());
        assertThat(inbox.entries()).isEmpty();

        offeredByADryRun(fresh);
        assertThat(only().count()).isEqualTo(2);
        server.replicas.succeeded(fresh, Instant.now());
        assertThat(inbox.entries()).isEmpty();
    }

    private static void offeredByADryRun(long replica) {
        long run = server.runs.queue(replica, Run.Mode.DRY_RUN).orElseThrow().id();
        for (long document = 1; document <= 2; document++) {
            new Plans(server.db)
                    .add(
                            run,
                            "documents",
                            PlanRow.Action.OFFER,
                            document,
                            document,
                            "There",
                            "[]",
                            Text.verbatim("Same bytes."));
        }
        server.runs.finish(run, Run.State.SUCCESS, null);
    }

    @Test
    void aFrozenReplicaWaitsWithItsReasonUntilTheChangeIsAccepted() {
        server.replicas.state(home, Replica.State.BLOCKED, Text.verbatim("The replica was restored from a backup."));

        assertThat(only().kind().word()).isEqualTo("frozen");
        assertThat(only().reason().toString()).isEqualTo("The replica was restored from a backup.");
        assertThat(only().action().body()).isEqualTo(Map.of("mode", "dry_run", "replica_id", home));

        server.replicas.acceptable(home, Changed.REPLICA);
        assertThat(only().kind().word()).isEqualTo("changed_replica");
        assertThat(only().action()).as("the plan has to be read first").isNull();
        assertThat(only().page()).isEqualTo("/replicas/" + home + "#replica-problem");
        server.replicas.acceptable(home, Changed.MASTER);
        assertThat(only().kind().word()).isEqualTo("changed_master");

        server.replicas.accept(home, Changed.MASTER);
        assertThat(inbox.entries()).as("decided; the next run ends the freeze").isEmpty();
    }

    /** The API keeps an entry for each replica, because each replica needs its own call. */
    @Test
    void theSameCauseOnSeveralReplicasIsOneGroupWithTheActionOfEachReplica() {
        String cause = "The master is not a known paperless-ngx instance.";
        List<Long> ids = new ArrayList<>(List.of(home));
        for (int i = 2; i <= 50; i++) {
            ids.add(replica("Replica " + i));
        }
        ids.forEach(id -> server.replicas.state(id, Replica.State.BLOCKED, Text.verbatim(cause)));
        long cellar = replica("Cellar");
        server.replicas.state(cellar, Replica.State.BLOCKED, Text.verbatim("The replica was restored from a backup."));

        assertThat(inbox.entries()).hasSize(51);
        List<InboxGroup> groups = inbox.groups();
        assertThat(groups).hasSize(2);
        InboxGroup all = groups.get(0);
        assertThat(all.sentence().toString())
                .isEqualTo("Nothing is written to 50 replicas until the cause is removed, or until you accept the "
                        + "change.");
        assertThat(all.reason().toString()).isEqualTo(cause);
        assertThat(all.only()).isNull();
        assertThat(all.first()).hasSize(3);
        assertThat(all.entries()).extracting(InboxEntry::replicaId).containsExactlyElementsOf(ids);
        assertThat(all.entries())
                .extracting(entry -> entry.action().body().get("replica_id"))
                .containsExactlyElementsOf(ids);
        assertThat(groups.get(1).only().replicaId()).isEqualTo(cellar);
        assertThat(groups.get(1).sentence()).isEqualTo(groups.get(1).only().sentence());
    }

    @Test
    void replicasThatWereNeverDrilledAreOneGroupAndReplicasThatChangedAreNot() {
        server.settings.put(Setting.DRILL_AT, "off");
        replica("Cellar");
        assertThat(inbox.groups())
                .extracting(group -> group.sentence().toString())
                .containsExactly("No drill has shown yet that 2 replicas could be used; no drill starts by itself.");
        server.settings.put(Setting.DRILL_AT, "05:00");

        server.replicas.all().forEach(each -> server.replicas.acceptable(each.id(), Changed.MASTER));
        assertThat(inbox.groups())
                .extracting(group -> group.sentence().toString())
                .containsExactly(
                        "The master is not the library that 2 replicas were filled from, or is in an older state; nothing is written "
                                + "to a replica until you accept the library for it.");
        server.replicas.all().forEach(each -> server.replicas.acceptable(each.id(), Changed.REPLICA));
        assertThat(inbox.groups())
                .as("each was restored for a reason of its own")
                .hasSize(2);
    }

    @Test
    void anOldMasterWaitsUntilItsDryRunIsAccepted() {
        sql("update replicas set dry_run_first = 1, enabled = 0 where id = ?", home);
        assertThat(only().kind().word()).isEqualTo("old_master");
        server.replicas.state(home, Replica.State.BLOCKED, Text.verbatim("Accept a dry run first."));
        assertThat(only().kind().word()).as("one entry, not two").isEqualTo("old_master");

        server.replicas.dryRunAccepted(home);
        server.replicas.state(home, Replica.State.NEW, null);
        assertThat(inbox.entries()).isEmpty();
    }

    @Test
    void anOldMasterOffersDocumentsForAdoptionOnceItsDryRunIsAccepted() {
        sql("update replicas set dry_run_first = 1, enabled = 0 where id = ?", home);
        Run run = server.runs.queue(home, Run.Mode.DRY_RUN).orElseThrow();
        new Plans(server.db)
                .addDocument(run.id(), PlanRow.Action.OFFER, 7, 107L, "There", Text.verbatim("The same bytes."));
        server.runs.finish(run.id(), Run.State.SUCCESS, null);
        assertThat(only().kind().word()).isEqualTo("old_master");

        server.replicas.dryRunAccepted(home);
        assertThat(only().kind().word()).isEqualTo("adoption");
    }

    @Test
    void documentsThatFailedOnceWaitForTheControllerAndThoseThatFailOnForTheUser() {
        work(home, 1, Backoff.FAILURES_UNTIL_DAILY - 1);
        work(home, 2, 0);
        assertThat(inbox.entries()).isEmpty();

        work(home, 3, Backoff.FAILURES_UNTIL_DAILY);
        work(home, 4, Backoff.FAILURES_UNTIL_DAILY + 3);
        assertThat(only().kind().word()).isEqualTo("failed_documents");
        assertThat(only().sentence().toString())
                .isEqualTo(
                        "2 documents could not be copied to \"Home\" after several attempts; the controller tries them "
                                + "again once a day.");
        assertThat(only().page()).isEqualTo("/replicas/" + home + "?status=failed#document-filter");

        held(home, 3);
        assertThat(inbox.entries())
                .as("a document that left the master is no failure any more")
                .anyMatch(entry -> entry.kind().word().equals("failed_documents") && entry.count() == 1);
        sql("delete from work");
        decideAll(true);
        assertThat(inbox.entries()).isEmpty();
    }

    @Test
    void aDocumentWhoseFileIsRefusedWaitsForTheUserAtOnce() {
        failedUpload(1, true);
        failedUpload(2, true);
        failedUpload(3, false);
        work(home, 5, 1);

        assertThat(only().kind()).isEqualTo(InboxEntry.Kind.FAILED_DOCUMENTS);
        assertThat(only().count()).isEqualTo(2);
        assertThat(only().sentence().toString())
                .isEqualTo(
                        "\"Home\" refused the files of 2 documents. The controller tries again; if \"Home\" refuses the "
                                + "files again, see the documents: correct them on the master, exclude them with a rule, or "
                                + "remove the cause on the replica.");

        failedUpload(2, false);
        assertThat(only().count()).as("the last attempt decides").isEqualTo(1);
        sql("update work set attempts = ? where master_id = 1", Backoff.FAILURES_UNTIL_DAILY);
        assertThat(only().sentence().toString()).as("once, not twice").contains("after several attempts");
    }

    @Test
    void aDocumentThatNoRunTriesAgainIsListedByItself() {
        failedUpload(1, true);
        sql("update work set next_at = '9999-01-01T00:00:00Z'");

        assertThat(only().sentence().toString())
                .isEqualTo("\"Home\" did not store the file of 1 document as it was sent. The controller does not try "
                        + "again; see the document.");

        sql("update work set attempts = ?", Backoff.FAILURES_UNTIL_DAILY);
        assertThat(only().count()).as("once, not twice").isEqualTo(1);
    }

    private void failedUpload(long masterId, boolean refused) {
        long run = server.runs
                .open(home)
                .map(Run::id)
                .orElseGet(() ->
                        server.runs.queue(home, Run.Mode.FULL).orElseThrow().id());
        sql("delete from work where master_id = ?", masterId);
        work(home, masterId, 0);
        sql("update work set run_id = ? where master_id = ?", run, masterId);
        Tables tables = Tables.of(server.db);
        Upload upload = tables.uploads()
                .plan(
                        home,
                        masterId,
                        "scan.pdf",
                        1,
                        "md5",
                        "sha256",
                        null,
                        new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                        false);
        tables.uploadEnd()
                .failed(upload, run, Text.verbatim("Why."), Instant.now().plusSeconds(300), refused);
    }

    private static RuleCatalogue.Entry rule(String state, boolean on, String problem, String hook) {
        return new RuleCatalogue.Entry(
                "only-shared",
                state,
                List.of(hook),
                on,
                List.of(),
                problem == null ? null : new RuleLoader.Problem(Text.verbatim(problem), 3, Instant.now()),
                Instant.now());
    }

    private String sentence(RuleCatalogue.Entry rule) {
        rules.clear();
        rules.add(rule);
        assertThat(only().kind().word()).isEqualTo("rule");
        assertThat(only().rule()).isEqualTo("only-shared");
        assertThat(only().page()).isEqualTo("/rules/only-shared");
        return only().sentence().toString();
    }

    @Test
    void aRuleThatCannotBeUsedWaitsAndSaysWhatDependsOnIt() {
        assertThat(sentence(rule("broken", true, "There is no tag.", "select")))
                .isEqualTo(
                        "The rule \"only-shared\" can't be used; nothing is sent to the replicas for which it is on.");
        assertThat(only().reason().toString()).isEqualTo("Line 3: There is no tag.");
        assertThat(sentence(rule("broken", true, "There is no tag.", "settled")))
                .endsWith("; the rule is not called.");
        assertThat(sentence(rule("stopped", true, null, "transform")))
                .isEqualTo("The rule \"only-shared\" is stopped; nothing is sent to the replicas for which it is on.");
        assertThat(sentence(rule("running", true, "There is no tag.", "select")))
                .isEqualTo("The new text of the rule \"only-shared\" can't be used; the last good text stays active.");
        assertThat(sentence(rule("broken", false, "There is no tag.", "select")))
                .endsWith("; the rule is off, so nothing depends on it.");

        rules.clear();
        rules.add(rule("running", true, null, "select"));
        rules.add(rule("stopped", false, null, "select"));
        assertThat(inbox.entries()).isEmpty();
    }

    private long drilled(Drill.State state) {
        long drill = drills.queue(home, true, Instant.now()).orElseThrow().id();
        assertThat(inbox.entries())
                .as("nothing waits for a user while a drill is open")
                .isEmpty();
        drills.start(drill, Instant.now());
        drills.finish(
                drill,
                state,
                Text.verbatim("1 of 2 documents has a part that cannot be used."),
                List.of(),
                Instant.now());
        return drill;
    }

    @Test
    void aDrillThatFailedWaitsUntilOnePasses() {
        long failed = drilled(Drill.State.FAILED);
        assertThat(only().kind().word()).isEqualTo("drill_failed");
        assertThat(only().sentence().toString())
                .isEqualTo("The last drill of \"Home\" failed; the next drill starts after 05:00.");
        assertThat(only().reason().toString()).isEqualTo("1 of 2 documents has a part that cannot be used.");
        assertThat(only().page()).isEqualTo("/drills/" + failed);
        assertThat(only().action().path()).isEqualTo("/api/replicas/" + home + "/drill");
        server.replicas.pause(home, true);
        assertThat(only().sentence().toString()).endsWith("; no drill starts by itself.");
        server.replicas.pause(home, false);

        drilled(Drill.State.PASSED);
        assertThat(inbox.entries()).isEmpty();
    }

    @Test
    void aDrillThatWasNeverDoneWaitsOnlyIfItDoesNotComeByItself() {
        server.settings.put(Setting.DRILL_AT, "off");
        assertThat(only().kind().word()).isEqualTo("no_drill");
        assertThat(only().sentence().toString())
                .isEqualTo("No drill has shown yet that \"Home\" could be used; no drill starts by itself.");
        server.settings.put(Setting.DRILL_AT, "05:00");
        assertThat(inbox.entries()).isEmpty();

        sql("update replicas set created_at = ?", Times.text(Instant.now().minus(Duration.ofDays(3))));
        assertThat(only().sentence().toString()).endsWith("; the next drill starts after 05:00.");
        server.replicas.pause(home, true);
        assertThat(inbox.entries()).as("paused on purpose").isEmpty();
        server.replicas.pause(home, false);
        sql("update replicas set watermark = null");
        assertThat(inbox.entries()).as("nothing to drill before the first run").isEmpty();
    }

    @Test
    void aSwitchoverThatWasGivenUpWaitsForAWeekOrUntilTheNextOne() {
        Switchovers switchovers = new Switchovers(server.db);
        long first = request(switchovers);
        assertThat(inbox.entries()).isEmpty();
        switchovers.end(first, Switchover.State.GIVEN_UP, Text.verbatim("A run did not end."), Instant.now());

        assertThat(only().kind().word()).isEqualTo("switchover_failed");
        assertThat(only().reason().toString()).isEqualTo("A run did not end.");
        assertThat(only().page()).isEqualTo("/switchovers");

        sql("update switchovers set changed_at = ?", Times.text(Instant.now().minus(Duration.ofDays(8))));
        assertThat(inbox.entries()).isEmpty();
        sql("update switchovers set changed_at = ?", Times.text(Instant.now()));
        assertThat(inbox.entries()).hasSize(1);
        request(switchovers);
        assertThat(inbox.entries()).isEmpty();
    }

    private long request(Switchovers switchovers) {
        return switchovers
                .request(
                        Switchover.Kind.PLANNED,
                        server.replicas.find(home).orElseThrow(),
                        "http://master.lan:8000",
                        "Old master",
                        "by anna",
                        Instant.now())
                .orElseThrow()
                .id();
    }

    @Test
    void theMostUrgentEntryComesFirst() {
        held(home, 1);
        server.settings.put(Setting.DRILL_AT, "off");
        server.replicas.state(home, Replica.State.BLOCKED, Text.verbatim("Why."));
        rules.add(rule("broken", true, "Why.", "select"));

        assertThat(inbox.entries())
                .extracting(entry -> entry.kind().word())
                .containsExactly("frozen", "rule", "held_deletions", "no_drill");
    }
}
