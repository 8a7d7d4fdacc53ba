package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.LogAction;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that the nightly housekeeping deletes, and rows that it keeps. */
class RetentionTest {
    private static final String OLD = "2020-01-01T00:00:00.000000Z";

    private World world;
    private long replica;

    @BeforeEach
    void aReplica() {
        world = World.of(Version.V2, Version.V2);
        replica = world.replica().id();
    }

    @AfterEach
    void close() {
        sql("delete from tombstones where replica_id = ?");
        sql("delete from uploads where replica_id = ?");
        sql("delete from work where replica_id = ?");
        world.close();
    }

    @Test
    void oldRowsAndSettledUploadsGo() throws Exception {
        log(1, "uploaded");
        upload(1, "SETTLED");
        housekeeping();
        assertThat(logs()).isEmpty();
        assertThat(uploads()).isEmpty();
    }

    @Test
    void whatBelongsToAnUndecidedDeletionStays() throws Exception {
        for (String state : List.of("OPEN", "HELD", "APPROVED", "ACTING", "DONE")) {
            long document = state.hashCode();
            tombstone("documents", document, state);
            log(document, LogAction.HELD.word());
        }
        tombstone("tags", 7, "HELD");
        for (LogAction action : LogAction.values()) {
            log(null, action.word());
        }
        log(null, "run");
        housekeeping();
        assertThat(logs())
                .as("those of the four that are open, and both of the tag")
                .hasSize(6);
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from tombstones where replica_id = ?")
                        .param(replica)
                        .query(Long.class)
                        .single())
                .isEqualTo(6);
    }

    @Test
    void whatFailedStays() throws Exception {
        upload(1, "FAILED");
        upload(2, "PLANNED");
        upload(3, "POSTED");
        upload(4, "CONSUMED");
        log(5, "failed");
        world.boot
                .sql()
                .sql("insert into work(replica_id, master_id, reason, attempts, created_at) values (?, 5, 'new', 2, ?)")
                .params(replica, OLD)
                .update();
        housekeeping();
        assertThat(uploads()).containsExactlyInAnyOrder("FAILED", "PLANNED", "POSTED", "CONSUMED");
        assertThat(logs()).containsExactly("failed");
    }

    @Test
    void theLastHundredDrillsStay() throws Exception {
        for (int i = 0; i < 103; i++) {
            world.boot
                    .sql()
                    .sql("insert into drills(replica_id, state, by_hand, requested_at, finished_at) "
                            + "values (?, 'passed', 1, ?, ?)")
                    .params(replica, OLD, OLD)
                    .update();
        }
        housekeeping();
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from drills where replica_id = ?")
                        .param(replica)
                        .query(Long.class)
                        .single())
                .isEqualTo(100);
    }

    private void housekeeping() throws Exception {
        Exchange exchange = new DefaultExchange(world.boot.camel());
        world.boot.camel().getRoute("housekeeping").getProcessor().process(exchange);
        assertThat(exchange.getException()).isNull();
    }

    private void sql(String statement) {
        world.boot.sql().sql(statement).param(replica).update();
    }

    private void log(Number document, String action) {
        world.boot
                .sql()
                .sql("insert into logs(ts, level, replica_id, master_id, action, message) "
                        + "values (?, 'INFO', ?, ?, ?, 'old')")
                .params(OLD, replica, document, action)
                .update();
    }

    private void upload(long document, String state) {
        world.boot
                .sql()
                .sql("""
                insert into uploads(replica_id, master_id, state, file_name, size, md5, sha256, planned_at, changed_at)
                values (?, ?, ?, 'a.txt', 1, 'm', ?, ?, ?)""")
                .params(replica, document, state, "s" + document, OLD, OLD)
                .update();
    }

    private void tombstone(String kind, long object, String state) {
        world.boot
                .sql()
                .sql("""
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at)
                values (?, ?, ?, ?, 'a title', ?, ?)""")
                .params(replica, kind, object, object, state, OLD)
                .update();
    }

    private List<String> logs() {
        return world.boot
                .sql()
                .sql("select action from logs where replica_id = ? and message = 'old'")
                .param(replica)
                .query(String.class)
                .list();
    }

    private List<String> uploads() {
        return world.boot
                .sql()
                .sql("select state from uploads where replica_id = ?")
                .param(replica)
                .query(String.class)
                .list();
    }
}
