package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies of documents that rules exclude, or for which rules fail. */
class RuledCopiesTest extends Ruled {
    @Test
    void aCopyThatARuleNoLongerSelectsGoesToTheTrashWhereThatIsWantedAndTheGuardLetsIt() throws Exception {
        begin(Version.V3);
        for (int i = 0; i < 40; i++) {
            paper("paper " + i, share);
        }
        int two = paper("two", share);
        succeeds();
        rule("only-shared", ONLY_SHARED);
        world.boot.replicas().unselected(world.replica().id(), Replica.UnselectedCopies.TRASH);
        master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of()));

        succeeds();
        succeeds();
        assertThat(titles()).as("it has to be excluded for long enough").hasSize(41);
        world.boot.clock.move(AN_INTERVAL);
        succeeds();

        assertThat(titles()).hasSize(40);
        assertThat(replica.library().trashed())
                .singleElement()
                .satisfies(document -> assertThat(document.title()).isEqualTo("two"));
        succeeds();
        assertThat(replica.library().trashed()).as("it is not taken out again").hasSize(1);

        master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of(share)));
        succeeds();
        assertThat(titles()).hasSize(41).contains("two");
        assertThat(World.uploads(replica)).isEqualTo(41);
    }

    @Test
    void aRuleThatSelectsNothingAnyMoreDeletesNoMoreThanTheGuardAllows() throws Exception {
        begin(Version.V2);
        for (int i = 0; i < 20; i++) {
            paper("paper " + i, share);
        }
        succeeds();
        world.boot.replicas().unselected(world.replica().id(), Replica.UnselectedCopies.TRASH);
        rule("nothing", ONLY_SHARED.replace("'share'", "'nope'"));

        succeeds();
        assertThat(plan("leave", "once the deletion is confirmed")).isEqualTo(20);
        succeeds();
        world.boot.clock.move(AN_INTERVAL);
        assertThat(plan("hold", "Over the limit for automatic deletions: 20 due now"))
                .isEqualTo(20);
        succeeds();

        assertThat(titles()).hasSize(20);
        assertThat(plan("hold", "Over the limit for automatic deletions: 20 due now"))
                .isEqualTo(20);
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from tombstones where state = 'HELD' and replica_id = ?")
                        .param(world.replica().id())
                        .query(Long.class)
                        .single())
                .isEqualTo(20);
    }

    /** The limit allows two deletions. One document is missing on the master, two are excluded by the rule. */
    @Test
    void aDryRunDecidesOnMissingAndExcludedDocumentsTogether() throws Exception {
        begin(Version.V2);
        for (int i = 0; i < 40; i++) {
            paper("paper " + i, share);
        }
        int one = paper("one", share);
        int two = paper("two", share);
        int three = paper("three", share);
        succeeds();
        world.boot.replicas().unselected(world.replica().id(), Replica.UnselectedCopies.TRASH);
        rule("only-shared", ONLY_SHARED);
        master.api().delete("/api/documents/" + one + "/");
        master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of()));
        master.api().patch("/api/documents/" + three + "/", Papers.json("tags", List.of()));
        succeeds();
        succeeds();
        world.boot.clock.move(AN_INTERVAL);

        assertThat(plan("hold", "Over the limit for automatic deletions: 3 due now"))
                .isEqualTo(3);

        copyIsRemoved("two");
        assertThat(plan("delete", "no longer on the master")).isEqualTo(1);
        assertThat(plan("delete", "does not select the document; its copy goes to the replica's trash"))
                .isEqualTo(1);
        assertThat(plan("leave", "does not select the document; its copy was already removed"))
                .isEqualTo(1);
        Run run = run();
        assertThat(run.deleted()).isEqualTo(2);
        assertThat(world.said(run)).contains("is no longer selected by the rule \"only-shared\"; its copy");
        assertThat(titles()).hasSize(40);
    }

    /** Creates 21 copies. The rule does not select "two". */
    private int excludedCopy(Version version) throws Exception {
        begin(version);
        for (int i = 0; i < 20; i++) {
            paper("paper " + i, share);
        }
        int two = paper("two", share);
        succeeds();
        rule("only-shared", ONLY_SHARED);
        master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of()));
        return two;
    }

    @ParameterizedTest
    @EnumSource
    void aDryRunSaysThatNoRunRestoresACopyThatARuleExcludes(Replica.UnselectedCopies unselected) throws Exception {
        int two = excludedCopy(Version.V3);
        copyIsRemoved("two");
        world.boot.replicas().unselected(world.replica().id(), unselected);
        assertThat(plan("leave", "does not select the document; its copy was already removed"))
                .as("before the first run with the rule")
                .isEqualTo(1);
        assertThat(plan("restore", "")).isZero();

        succeeds();

        assertThat(replica.library().trashed()).hasSize(1);
        assertThat(plan("leave", "does not select the document; its copy was already removed"))
                .isEqualTo(1);
        assertThat(plan("restore", "")).isZero();

        master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of(share)));
        assertThat(plan("restore", "The copy vanished from the replica")).isEqualTo(1);
        succeeds();
        assertThat(replica.library().trashed()).isEmpty();
        world.assertEqual();
    }

    /** The list of the replica alone is no evidence that a user removed the copy. */
    @ParameterizedTest
    @CsvSource({"KEEP, no longer kept equal", "TRASH, once the deletion is confirmed"})
    void aDryRunAsksForACopyThatTheListLacks(Replica.UnselectedCopies unselected, String reason) throws Exception {
        excludedCopy(Version.V3);
        world.boot.replicas().unselected(world.replica().id(), unselected);
        int copy = copyIsRemoved("two");
        var detail = replica.faults().on("GET", "/api/documents/" + copy + "/").status(500);

        assertThat(plan("leave", reason)).isEqualTo(1);

        assertThat(detail.hits()).isEqualTo(1);
        assertThat(plan("restore", "")).isZero();
    }

    private int copyIsRemoved(String title) {
        int copy = replica.library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
        replica.api().delete("/api/documents/" + copy + "/");
        return copy;
    }

    /** Returns how many documents a dry run would treat in this way, for a reason with this text. */
    private long plan(String action, String reason) {
        Run dryRun = world.run(world.replica(), Run.Mode.DRY_RUN);
        assertThat(dryRun.state()).as(() -> world.said(dryRun)).isEqualTo(Run.State.SUCCESS);
        return world.boot
                .sql()
                .sql("select count(*) from plans where run_id = ? and kind = 'documents' and lower(action) = ?"
                        + " and instr(reason, ?)")
                .params(dryRun.id(), action, reason)
                .query(Long.class)
                .single();
    }

    @Test
    void aLinkToADocumentThatIsLeftOutIsLeftOutAndComesWithIt() throws Exception {
        begin(Version.V3);
        rule("only-shared", ONLY_SHARED);
        int field = Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
        int hidden = paper("hidden");
        int shown = paper("shown", share);
        master.api()
                .patch(
                        "/api/documents/" + shown + "/",
                        Papers.json("custom_fields", List.of(Papers.json("field", field, "value", List.of(hidden)))));

        succeeds();
        succeeds();
        assertThat(titles()).containsExactly("shown");
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from work where replica_id = ?")
                        .param(world.replica().id())
                        .query(Long.class)
                        .single())
                .isZero();

        master.api().patch("/api/documents/" + hidden + "/", Papers.json("tags", List.of(share)));
        succeeds();
        succeeds();
        assertThat(titles()).containsExactly("hidden", "shown");
        world.assertEqual();
    }

    @Test
    void anEditThatStaysOutlivesANewTextOfARuleThatChangesNoTarget() throws Exception {
        begin(Version.V3);
        world.boot.settings().put(Setting.DRIFT, "report");
        rule("prefix", prefix("Copy:"));
        paper("one");
        paper("two");
        succeeds();
        DocumentView edited = replica.library().documents().get(0);
        replica.api().patch("/api/documents/" + edited.id() + "/", Papers.json("title", "of a user"));

        rule("prefix", prefix("Copy:") + "# a comment\n");
        succeeds();
        assertThat(titles()).contains("of a user");

        rule("prefix", prefix("Second copy:"));
        succeeds();
        assertThat(titles()).containsExactlyInAnyOrder("Second copy: one", "Second copy: two");
    }

    @Test
    void aVerificationAndADryRunAskTheSameRules() throws Exception {
        begin(Version.V3);
        rule("only-shared", ONLY_SHARED);
        rule("prefix", prefix("Copy:"));
        paper("shared", share);
        int secret = paper("secret");
        succeeds();

        assertThat(world.run(world.replica(), Run.Mode.VERIFY).state()).isEqualTo(Run.State.SUCCESS);
        Run dry = world.run(world.replica(), Run.Mode.DRY_RUN);
        assertThat(world.boot
                        .sql()
                        .sql("select action || ' ' || master_id || ': ' || reason from plans "
                                + "where run_id = ? and kind = 'documents'")
                        .param(dry.id())
                        .query(String.class)
                        .list())
                .containsExactly("leave " + secret + ": The rule \"only-shared\" does not select the document.");
        assertThat(dry.unchanged()).isEqualTo(1);
    }

    @Test
    void aDocumentThatBecomesPrivateWhileItsFileIsOnItsWayGetsNothingMore() throws Exception {
        begin(Version.V3);
        rule("only-shared", ONLY_SHARED);
        int id = paper("was shared", share);
        replica.worker().pause();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the file is with the consumer", () -> World.uploads(replica) == 1);
        master.api().patch("/api/documents/" + id + "/", Papers.json("tags", List.of(), "title", "very private title"));
        replica.worker().resume();

        world.ended(run);

        assertThat(titles()).containsExactly("was shared");
        assertThat(World.patches(replica)).isEmpty();
        assertThat(world.said(run))
                .contains("no longer selects \"very private title\", whose file was already being uploaded");
        assertThat(catchThrowable(() -> world.promises().assertKept())).isNull();
    }

    /** Uploads a changed file to a 2.x replica. A rule excludes the document before the upload is settled. */
    private int excludedDuringReplacement() throws Exception {
        begin(Version.V2);
        rule("only-shared", ONLY_SHARED);
        int id = paper("paper", share);
        master.api().patch("/api/documents/" + id + "/", Papers.json("archive_serial_number", 7));
        master.api().post("/api/documents/" + id + "/notes/", Papers.json("note", "Paid."));
        succeeds();
        succeeds();
        replica.worker().pause();
        master.library().replaceFile(id, "other bytes".getBytes(StandardCharsets.UTF_8));
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the file is with the consumer", () -> World.uploads(replica) == 2);
        master.api().patch("/api/documents/" + id + "/", Papers.json("tags", List.of()));
        replica.worker().resume();
        world.ended(run);
        assertThat(world.said(run)).contains("no longer selects \"paper\", whose new file was already being uploaded");
        return id;
    }

    @Test
    void aCopyWhoseFileIsBeingReplacedStaysAsItIs() throws Exception {
        int id = excludedDuringReplacement();
        for (int day = 0; day < 3; day++) {
            world.boot.clock.move(AN_INTERVAL);
            succeeds();
        }

        assertThat(replica.library().trashed()).isEmpty();
        assertThat(replica.library().documents())
                .as("the copy, and the document with the new file")
                .hasSize(2);
        DocumentView copy = replica.library().documents().get(0);
        assertThat(copy.asn()).isEqualTo(7);
        assertThat(copy.tags()).hasSize(1);
        assertThat(copy.notes()).hasSize(1);
        assertThat(world.boot
                        .sql()
                        .sql("select replica_doc_id from sync_map where master_id = ? and replica_id = ?")
                        .params(id, world.replica().id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(copy.id());

        master.api().patch("/api/documents/" + id + "/", Papers.json("tags", List.of(share)));
        succeeds();
        succeeds();
        world.assertEqual();
        assertThat(World.uploads(replica))
                .as("the new file is found by its bytes")
                .isEqualTo(2);
        assertThat(replica.library().trashed()).extracting(DocumentView::id).containsExactly(copy.id());
    }

    @Test
    void aCopyWhoseFileIsBeingReplacedGoesToTheTrashWithItsReplacementWhereThatIsWanted() throws Exception {
        int id = excludedDuringReplacement();
        world.boot.replicas().unselected(world.replica().id(), Replica.UnselectedCopies.TRASH);
        for (int day = 0; day < 6; day++) {
            world.boot.clock.move(AN_INTERVAL);
            succeeds();
        }
        assertThat(replica.library().trashed()).hasSize(2);

        master.api().patch("/api/documents/" + id + "/", Papers.json("tags", List.of(share)));
        succeeds();
        succeeds();
        world.assertEqual();
        assertThat(World.uploads(replica)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatChangedWhileItsCopyWasLeftOutComesOnceTheRuleIsGone(Version version) throws Exception {
        begin(version);
        int id = paper("paper", share);
        succeeds();
        rule("only-shared", ONLY_SHARED);
        master.library().replaceFile(id, "other bytes".getBytes(StandardCharsets.UTF_8));
        master.api().patch("/api/documents/" + id + "/", Papers.json("tags", List.of()));
        succeeds();
        world.boot.rules().table().switchTo("only-shared", false, List.of());

        succeeds();

        world.assertEqual();
    }

    /** The shown reason is the failure of the rule. */
    @Test
    void aRuleThatFailsForADocumentThatIsThereIsNamed() throws Exception {
        begin(Version.V2);
        int paper = paper("paper", share);
        succeeds();
        rule(
                "throws",
                ONLY_SHARED.replace(
                        "setBody: {simple: {expression: \"${body[tags]} contains 'share'\", resultType: boolean}}",
                        "throwException: {exceptionType: java.lang.IllegalStateException, message: "
                                + "\"I do not like it\"}"));

        assertThat(world.run(world.replica(), Run.Mode.FULL).state()).isEqualTo(Run.State.PARTIAL);

        assertThat(error(paper)).isEqualTo("The rule \"throws\" threw an error: I do not like it.");
        assertThat(titles()).containsExactly("paper");
    }

    @ParameterizedTest
    @EnumSource
    void aCopyThatIsLeftOutDoesNotBecomeEveryonesWithItsOwner(Version version) throws Exception {
        begin(version);
        int anna = replica.createUser("anna");
        int paper = master.library()
                .add(NewDocument.text("paper.txt", "text")
                        .title("hers")
                        .tags(share)
                        .owner(master.createUser("anna")));
        succeeds();
        assertThat(replica.library().documents().get(0).owner()).isEqualTo(anna);
        rule("only-shared", ONLY_SHARED);
        master.api().patch("/api/documents/" + paper + "/", Papers.json("tags", List.of()));
        succeeds();
        replica.api().delete("/api/users/" + anna + "/");
        assertThat(replica.library().documents().get(0).owner()).isNull();

        succeeds();

        assertThat(replica.library().documents().get(0).owner())
                .isEqualTo(replica.library().users().get("admin"));
    }
}
