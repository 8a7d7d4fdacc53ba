package io.pngx.controller.scenario;

import io.pngx.controller.store.Tombstone;
import java.util.List;

/** Events of the controller: runs of every mode, passing time, and actions during a run. */
final class ControllerEvents {
    private ControllerEvents() {}

    static void addTo(List<Event> all) {
        all.add(new Event(30, "sync", (now, choice) -> "sync" + ending(now)));
        all.add(new Event(8, "full sync", (now, choice) -> "full sync" + ending(now)));
        all.add(new Event(3, "dry run", (now, choice) -> now.inTrouble() ? null : "dry run"));
        all.add(new Event(
                3, "verification", (now, choice) -> now.inTrouble() ? null : "verification, whatever it finds"));
        all.add(new Event(3, "a sync begins", (now, choice) -> "a sync begins"));
        all.add(new Event(1, "restart", (now, choice) -> "the controller is restarted"));
        all.add(new Event(8, "time", (now, choice) -> choice.of("2 hours pass", "5 minutes pass", "1 day passes")));
        all.add(new Event(
                2, "approval", (now, choice) -> held(now) == 0 ? null : "a person approves the held deletions"));
        all.add(new Event(2, "worker stops", (now, choice) -> "the master's worker stands still"));
        all.add(new Event(2, "worker goes on", (now, choice) -> "the master's worker goes on"));
        all.add(new Event(1, "queue lost", (now, choice) -> "the master's queue is lost"));
        all.add(new Event(
                1, "master upgraded", (now, choice) -> Now.isV3(now.master) ? null : "the master is upgraded to v3"));
        all.add(new Event(
                1,
                "replica upgraded",
                (now, choice) -> Now.isV3(now.replica) ? null : "the replica is upgraded to v3"));
    }

    /** A 2.x replica refuses a file in one run if another copy still has its bytes; the next run uploads the file. */
    static String ending(Now now) {
        return now.inTrouble() || now.isHeldByOtherCopy() ? ", whatever comes of it" : "";
    }

    static long held(Now now) {
        return count(
                now, "select count(*) from tombstones where replica_id = ? and state = '" + Tombstone.State.HELD + "'");
    }

    /** Returns whether work items, uploads or undecided deletions exist. */
    static boolean isOpen(Now now) {
        return count(now, "select count(*) from work where replica_id = ?") > 0
                || count(
                                now,
                                "select count(*) from uploads where replica_id = ? "
                                        + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                        > 0
                || count(
                                now,
                                "select count(*) from tombstones where replica_id = ? "
                                        + "and state in ('OPEN', 'HELD', 'APPROVED', 'ACTING')")
                        > 0;
    }

    private static long count(Now now, String sql) {
        return now.stage()
                .boot()
                .sql()
                .sql(sql)
                .param(now.stage().replicaId())
                .query(Long.class)
                .single();
    }
}
