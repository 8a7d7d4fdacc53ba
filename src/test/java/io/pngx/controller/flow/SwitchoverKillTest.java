package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.Paperless;
import io.pngx.simulator.Rule;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A controller is killed during a switchover. There is one master at any time, and the next start continues. */
class SwitchoverKillTest {
    private static final String STATE = "select state from switchovers order by id desc limit 1";

    /** Returns the address of the master, and checks that no replica has the same address. */
    private static String master(SecondJvm controller) throws SQLException {
        List<String> masters =
                controller.texts("select value from settings where key = '" + Setting.MASTER_URL.key() + "'");
        assertThat(masters).hasSize(1);
        assertThat(controller.texts("select url from replicas"))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(masters);
        return masters.get(0);
    }

    private static void promote(SecondJvm controller, boolean failover) throws SQLException {
        String id = controller.texts("select id from replicas").get(0);
        String name = controller.texts("select name from replicas").get(0);
        var answer =
                controller.call("POST", "/api/replicas/" + id + "/promote", Map.of("name", name, "failover", failover));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private static void awaitState(SecondJvm controller, String state) {
        controller.awaitWhileItRuns(
                state,
                Killing.PATIENCE,
                () -> controller.count("select count(*) from switchovers where state = '" + state
                                + "' and id = (select max(id) from switchovers)")
                        == 1);
    }

    @Test
    void theNextStartContinuesOrLeavesTheMasterAsItWas() throws Exception {
        try (Killing killing = new Killing(Version.V3)) {
            SecondJvm controller = killing.controller;
            Paperless a = killing.master;
            Paperless b = killing.replicas.get(0);
            controller.configure(a, killing.replicas, 2, Killing.LIMIT);
            controller.start();
            controller.awaitSuccess(1, Killing.PATIENCE);

            // Killed while a planned switchover waits for a run.
            Rule slow = a.faults().on("GET", "/api/documents/").delay(Duration.ofSeconds(3));
            promote(controller, false);
            controller.awaitWhileItRuns(
                    "a run", Killing.PATIENCE, () -> controller.count("select count(run_id) from switchovers") == 1);
            controller.kill();
            slow.end();
            assertThat(controller.texts(STATE)).containsExactly("CATCHING_UP");
            assertThat(master(controller)).isEqualTo(a.url());
            controller.start();
            awaitState(controller, "DONE");
            controller.kill(); // just after the commit
            assertThat(master(controller)).isEqualTo(b.url());
            assertThat(a.journal().writes())
                    .as("what was the master was only read")
                    .isEmpty();

            // Failovers, killed sooner and later: before, within and after the transaction.
            b.journal().clear();
            for (int delay : Boolean.getBoolean("pngx.soak")
                    ? new int[] {0, 5, 10, 20, 30, 40, 60, 80, 120, 200}
                    : new int[] {0, 60}) {
                controller.start();
                controller.awaitWhileItRuns("its port", Killing.PATIENCE, () -> isUp(controller));
                Paperless now = master(controller).equals(a.url()) ? a : b;
                Paperless other = now == a ? b : a;
                Rule gone = now.faults().on("*", "/api/.*").status(502);
                promote(controller, true);
                LockSupport.parkNanos(Duration.ofMillis(delay).toNanos());
                controller.kill();
                String state = controller.texts(STATE).get(0);
                assertThat(master(controller)).as(state).isEqualTo(state.equals("DONE") ? other.url() : now.url());
                controller.start();
                awaitState(controller, "DONE");
                assertThat(master(controller)).isEqualTo(other.url());
                controller.kill();
                gone.end();
                assertThat(controller.count("select count(*) from sync_map")).isEqualTo(3);
            }
            assertThat(b.journal().writes()).isEmpty();
            assertThat(a.journal().writes()).isEmpty();
        }
    }

    private static boolean isUp(SecondJvm controller) {
        try {
            return controller.call("GET", "/healthz", null).statusCode() == 200;
        } catch (IllegalStateException starting) {
            return false;
        }
    }

    @Test
    void theCommandPromotesAReplicaAndNamesWhatItRefuses() throws Exception {
        try (Killing killing = new Killing(Version.V3)) {
            SecondJvm controller = killing.controller;
            Paperless b = killing.replicas.get(0);
            controller.configure(killing.master, killing.replicas, 2, Killing.LIMIT);
            assertThat(controller.command(Map.of(), "sync", "--once").code()).isZero();
            String name = controller.texts("select name from replicas").get(0);
            SecondJvm.Ended unknown = controller.command(Map.of(), "promote", "nobody");
            assertThat(unknown.code()).as(unknown.said()).isEqualTo(2);
            assertThat(unknown.said()).contains("There is no replica \"nobody\"; write one of: " + name);
            SecondJvm.Ended unconfirmed = controller.command(Map.of(), "promote", name, "--failover");
            assertThat(unconfirmed.code()).isEqualTo(2);
            assertThat(unconfirmed.said()).contains("Nothing was done; add --yes to confirm the failover.");
            SecondJvm.Ended refused = controller.command(Map.of(), "promote", name, "--failover", "--yes");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.said()).contains("The master answers");
            SecondJvm.Ended done = controller.command(Map.of(), "promote", name);
            assertThat(done.code()).as(done.said()).isZero();
            assertThat(done.said()).contains("is the master now; 3 documents keep their mapping", "Ready to take over");
            assertThat(master(controller)).isEqualTo(b.url());
        }
    }

    @Test
    void theCommandPrintsWhatUsersWouldMissBeforeItAsks() throws Exception {
        try (Killing killing = new Killing(Version.V3, Version.V2)) {
            SecondJvm controller = killing.controller;
            controller.configure(killing.master, killing.replicas, 2, Killing.LIMIT);
            List<String> names = controller.texts("select name from replicas order by id");
            String name = names.get(0);
            killing.replicas
                    .get(0)
                    .faults()
                    .on("POST", "/api/documents/post_document/")
                    .times(1)
                    .status(400);
            assertThat(controller.command(Map.of(), "sync", "--once").code()).isEqualTo(1);
            String missing = controller.texts("select master_id from work").get(0);
            String kept = controller
                    .texts("select min(master_id) from sync_map where replica_id = 1")
                    .get(0);
            try (Database database = Database.open(controller.database())) {
                database.write().sql("update replicas set version = '2.16.0'").update();
                database.write()
                        .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state,"
                                + " first_seen_at) select replica_id, 'documents', master_id, replica_doc_id, title,"
                                + " 'REJECTED', synced_at from sync_map where master_id = ?")
                        .param(kept)
                        .update();
            }

            SecondJvm.Ended asked = controller.command(Map.of(), "promote", name, "--failover");
            assertThat(asked.code()).as(asked.said()).isEqualTo(2);
            assertThat(asked.said())
                    .contains("would be missing")
                    .containsSubsequence(
                            "Replica \"" + names.get(1)
                                    + "\" could be the better choice. This replica is more complete."
                                    + " After a takeover, documents that would be missing: 0, not 1.",
                            "The replica runs paperless-ngx 2.16.0, a lower version than the master (2.20.",
                            "Would be missing:",
                            "(document " + missing + "): ",
                            "Deleted on the master, but still on the replica:",
                            "(document " + kept + "): You decided to keep the copy on the replica.",
                            "Nothing was done; add --yes");
            assertThat(master(controller)).isEqualTo(killing.master.url());
        }
    }
}
